import type { LoaderFunctionArgs } from "@remix-run/node";
import { explainJourney } from "../use-cases/sending/explain-journey.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const input = { campaignId: parseId(args.params.id), leadId: parseId(args.params.leadId) };
    return { body: await explainJourney(app, actor, input) };
  });
}
