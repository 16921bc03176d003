import type { LoaderFunctionArgs } from "@remix-run/node";
import { inboxAnswer } from "../use-cases/inboxes/inbox-answer.ts";
import { listInboxesToday } from "../use-cases/inboxes/list-inboxes-today.server.ts";
import { answerApi } from "../web/answer-api.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, now }) => {
    const inboxes = await listInboxesToday(app, actor, now);
    return { body: { items: inboxes.map(inboxAnswer), pageInfo: { nextCursor: null, hasNextPage: false } } };
  });
}
