import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { leadChangeInput } from "../domain/lead-input.ts";
import { changeLead } from "../use-cases/leads/change-lead.server.ts";
import { deleteLead } from "../use-cases/leads/delete-lead.server.ts";
import { readLead } from "../use-cases/leads/read-lead.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";
import { requireMethod } from "../web/require-method.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const { lead, ...rest } = await readLead(app, actor, { leadId: parseId(args.params.id) });
    return { body: { ...lead, ...rest } };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const leadId = parseId(args.params.id);
    if (requireMethod(args.request, "PATCH", "DELETE") === "DELETE") {
      await deleteLead(app, actor, { leadId });
      return { status: 204 };
    }
    await readLead(app, actor, { leadId });
    return { body: await changeLead(app, actor, { leadId, change: await parseJson(args.request, leadChangeInput) }) };
  });
}
