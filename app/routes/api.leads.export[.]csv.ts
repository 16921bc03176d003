import type { LoaderFunctionArgs } from "@remix-run/node";
import { exportLeads } from "../use-cases/leads/export-leads.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { csvAnswer } from "../web/csv-answer.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) =>
    csvAnswer("leads.csv", exportLeads(app, actor, { q: url.searchParams.get("q") ?? "" })),
  );
}
