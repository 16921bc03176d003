import type { LoaderFunctionArgs } from "@remix-run/node";
import { comparePlan } from "../use-cases/campaigns/compare-plan.server.ts";
import { simulateCampaign } from "../use-cases/campaigns/simulate-campaign.server.ts";
import { simulationQuery } from "../use-cases/campaigns/simulation-input.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parsePageRequest, parseValue, queryOf } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const campaignId = parseId(args.params.id);
    const query = parseValue(queryOf(url), simulationQuery);
    const simulated = await simulateCampaign(app, actor, { ...query, campaignId, page: parsePageRequest(url) });
    return { body: { ...simulated, sinceLaunch: await comparePlan(app, actor, { campaignId }) } };
  });
}
