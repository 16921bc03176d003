import type { LoaderFunctionArgs } from "@remix-run/node";
import { listDoubtfulMails } from "../use-cases/sending/list-doubtful-mails.server.ts";
import { sendJobAnswer, sendJobFilter } from "../use-cases/sending/send-job-answer.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parsePageRequest, parseValue, queryOf } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const { status } = parseValue(queryOf(url), sendJobFilter);
    const doubt = status === "held" ? "unnamed" : status;
    const page = await listDoubtfulMails(app, actor, { ...parsePageRequest(url), doubt });
    return { body: { items: page.items.map(sendJobAnswer), pageInfo: page.pageInfo } };
  });
}
