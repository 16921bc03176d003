import type { ActionFunctionArgs } from "@remix-run/node";
import { archiveCampaign } from "../use-cases/campaigns/archive-campaign.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    return { body: await archiveCampaign(app, actor, { campaignId: parseId(args.params.id) }) };
  });
}
