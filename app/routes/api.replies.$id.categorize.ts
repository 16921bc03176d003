import type { ActionFunctionArgs } from "@remix-run/node";
import { categorizeConversation } from "../use-cases/replies/categorize-conversation.server.ts";
import { categoryInput } from "../use-cases/replies/reply-input.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const conversationId = parseId(args.params.id);
    const { category } = await parseJson(args.request, categoryInput);
    return { body: { conversationId, ...(await categorizeConversation(app, actor, { conversationId, category })) } };
  });
}
