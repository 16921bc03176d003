import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { campaignChangeSchema } from "../domain/campaign-input.ts";
import { readCampaign } from "../use-cases/campaigns/read-campaign.server.ts";
import { updateCampaign } from "../use-cases/campaigns/update-campaign.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    return { body: await readCampaign(app, actor, { campaignId: parseId(args.params.id) }) };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "PATCH") return new Response(null, { status: 405, headers: { Allow: "GET, PATCH" } });
    const campaignId = parseId(args.params.id);
    await readCampaign(app, actor, { campaignId });
    const change = await parseJson(args.request, campaignChangeSchema);
    return { body: await updateCampaign(app, actor, { campaignId, change }) };
  });
}
