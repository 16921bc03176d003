import type { LoaderFunctionArgs } from "@remix-run/node";
import { readConversation } from "../use-cases/replies/read-conversation.server.ts";
import { messageAnswer, replyAnswer } from "../use-cases/replies/reply-answer.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const { conversation, messages } = await readConversation(app, actor, parseId(args.params.id));
    return { body: { ...replyAnswer(conversation), messages: messages.map(messageAnswer) } };
  });
}
