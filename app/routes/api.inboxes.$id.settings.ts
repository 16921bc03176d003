import type { ActionFunctionArgs } from "@remix-run/node";
import { inboxSettingsSchema } from "../domain/inbox-settings.ts";
import { changeInboxSettings } from "../use-cases/inboxes/change-inbox-settings.server.ts";
import { inboxAnswer } from "../use-cases/inboxes/inbox-answer.ts";
import { readInbox } from "../use-cases/inboxes/read-inbox.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(
    args,
    async ({ app, actor, now }) => {
      if (args.request.method !== "PATCH") return new Response(null, { status: 405, headers: { Allow: "PATCH" } });
      const inboxId = parseId(args.params.id);
      const settings = await parseJson(args.request, inboxSettingsSchema);
      const { stillSending } = await changeInboxSettings(app, actor, { inboxId, settings });
      return { body: { ...inboxAnswer(await readInbox(app, actor, { inboxId, now })), stillSending } };
    },
    { role: "admin" },
  );
}
