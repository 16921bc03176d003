import type { ActionFunctionArgs } from "@remix-run/node";
import { disconnectInbox } from "../use-cases/inboxes/disconnect-inbox.server.ts";
import { inboxAnswer } from "../use-cases/inboxes/inbox-answer.ts";
import { readInbox } from "../use-cases/inboxes/read-inbox.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(
    args,
    async ({ app, actor, now }) => {
      if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
      const inboxId = parseId(args.params.id);
      const outcome = await disconnectInbox(app, actor, { inboxId });
      return { body: { ...inboxAnswer(await readInbox(app, actor, { inboxId, now })), ...outcome } };
    },
    { role: "admin" },
  );
}
