import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { newLeadInput } from "../domain/lead-input.ts";
import { addLead } from "../use-cases/leads/add-lead.server.ts";
import { listLeads } from "../use-cases/leads/list-leads.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseJson, parsePageRequest } from "../web/parse.server.ts";
import { requireMethod } from "../web/require-method.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const { items, pageInfo } = await listLeads(app, actor, {
      ...parsePageRequest(url),
      q: url.searchParams.get("q") ?? "",
    });
    return { body: { items, pageInfo } };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    requireMethod(args.request, "POST");
    return { status: 201, body: await addLead(app, actor, await parseJson(args.request, newLeadInput)) };
  });
}
