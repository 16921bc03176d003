import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { newCampaignSchema } from "../domain/campaign-input.ts";
import { createCampaign } from "../use-cases/campaigns/create-campaign.server.ts";
import { listCampaigns } from "../use-cases/campaigns/list-campaigns.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseJson, parsePageRequest, parseValue } from "../web/parse.server.ts";

const statusSchema = z.enum(["draft", "active", "paused", "completed", "archived"]).optional();

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const status = parseValue(
      { status: url.searchParams.get("status") ?? undefined },
      z.object({ status: statusSchema }),
    ).status;
    return { body: await listCampaigns(app, actor, { ...parsePageRequest(url), status }) };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, POST" } });
    const input = await parseJson(args.request, newCampaignSchema);
    return { status: 201, body: await createCampaign(app, actor, input) };
  });
}
