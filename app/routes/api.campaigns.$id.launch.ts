import type { ActionFunctionArgs } from "@remix-run/node";
import { AppError } from "../domain/errors.ts";
import { launchCampaign } from "../use-cases/campaigns/launch-campaign.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    const result = await launchCampaign(app, actor, { campaignId: parseId(args.params.id) });
    if (result.outcome !== "not_ready") return { body: result.campaign };
    const { checklist } = result;
    throw new AppError("not_ready", "The campaign is not ready to launch. The checklist says what is open.", {
      checklist,
    });
  });
}
