import type { ActionFunctionArgs } from "@remix-run/node";
import { journeyAnswer } from "../use-cases/campaigns/journey-answer.ts";
import { pauseJourney } from "../use-cases/campaigns/pause-journey.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    const input = { campaignId: parseId(args.params.id), leadId: parseId(args.params.leadId), isPaused: true };
    return { body: journeyAnswer(await pauseJourney(app, actor, input)) };
  });
}
