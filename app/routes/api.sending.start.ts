import type { ActionFunctionArgs } from "@remix-run/node";
import { startSending } from "../use-cases/workspace/start-sending.server.ts";
import { answerApi } from "../web/answer-api.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    return { body: await startSending(app, actor) };
  });
}
