import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { addLeads } from "../use-cases/campaigns/add-leads.server.ts";
import { journeyAnswer } from "../use-cases/campaigns/journey-answer.ts";
import { journeyQuerySchema, leadsInputSchema } from "../use-cases/campaigns/leads-input.ts";
import { listExplainedJourneys } from "../use-cases/campaigns/list-explained-journeys.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson, parsePageRequest, parseValue, queryOf } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const { status, q } = parseValue(queryOf(url), journeyQuerySchema);
    const campaignId = parseId(args.params.id);
    const page = await listExplainedJourneys(app, actor, { campaignId, ...parsePageRequest(url), status, q });
    const items = page.items.map(({ journey, explanation }) => journeyAnswer(journey, explanation));
    return { body: { items, pageInfo: page.pageInfo } };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, POST" } });
    const campaignId = parseId(args.params.id);
    const leads = await parseJson(args.request, leadsInputSchema);
    return { body: await addLeads(app, actor, { campaignId, leads }) };
  });
}
