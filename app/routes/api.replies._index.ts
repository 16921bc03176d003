import type { LoaderFunctionArgs } from "@remix-run/node";
import { listReplies } from "../use-cases/replies/list-replies.server.ts";
import { replyAnswer } from "../use-cases/replies/reply-answer.ts";
import { filtersOf, replyFilters } from "../use-cases/replies/reply-input.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parsePageRequest, parseValue, queryOf } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const filters = filtersOf(parseValue(queryOf(url), replyFilters));
    const page = await listReplies(app, actor, { ...parsePageRequest(url), ...filters });
    return { body: { items: page.items.map(replyAnswer), pageInfo: page.pageInfo } };
  });
}
