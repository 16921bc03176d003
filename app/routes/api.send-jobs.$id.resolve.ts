import type { ActionFunctionArgs } from "@remix-run/node";
import { readDoubtfulMail } from "../use-cases/sending/list-doubtful-mails.server.ts";
import { resolveMail } from "../use-cases/sending/resolve-mail.server.ts";
import { resolveInput, sendJobAnswer } from "../use-cases/sending/send-job-answer.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    const sendJobId = parseId(args.params.id);
    const { outcome } = await parseJson(args.request, resolveInput);
    await resolveMail(app, actor, { sendJobId, outcome });
    return { body: sendJobAnswer(await readDoubtfulMail(app, actor, { sendJobId })) };
  });
}
