import type { ActionFunctionArgs } from "@remix-run/node";
import { serverInboxSchema } from "../domain/mail-server-input.ts";
import { connectSmtpInbox } from "../use-cases/inboxes/connect-smtp-inbox.server.ts";
import { inboxAnswer } from "../use-cases/inboxes/inbox-answer.ts";
import { readInbox } from "../use-cases/inboxes/read-inbox.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseJson } from "../web/parse.server.ts";
import { requireMethod } from "../web/require-method.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(
    args,
    async ({ app, actor, now }) => {
      requireMethod(args.request, "POST");
      const input = await parseJson(args.request, serverInboxSchema);
      const { inboxId, isReconnected } = await connectSmtpInbox(app, actor, input);
      const body = inboxAnswer(await readInbox(app, actor, { inboxId, now }));
      return { status: isReconnected ? 200 : 201, body };
    },
    { role: "admin" },
  );
}
