import type { ActionFunctionArgs } from "@remix-run/node";
import { readDoubtfulMail } from "../use-cases/sending/list-doubtful-mails.server.ts";
import { retryFailedMail } from "../use-cases/sending/retry-failed-mail.server.ts";
import { sendJobAnswer } from "../use-cases/sending/send-job-answer.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    const input = { sendJobId: parseId(args.params.id) };
    await retryFailedMail(app, actor, input);
    return { body: sendJobAnswer(await readDoubtfulMail(app, actor, input)) };
  });
}
