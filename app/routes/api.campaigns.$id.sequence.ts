import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { readSequence } from "../use-cases/campaigns/read-sequence.server.ts";
import { saveSequence } from "../use-cases/campaigns/save-sequence.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const { version, steps } = await readSequence(app, actor, { campaignId: parseId(args.params.id) });
    return { body: { version, steps } };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    if (args.request.method !== "PUT") return new Response(null, { status: 405, headers: { Allow: "GET, PUT" } });
    const campaignId = parseId(args.params.id);
    const sequence = await parseJson(args.request, z.unknown());
    const { version, steps } = await saveSequence(app, actor, { campaignId, sequence });
    return { body: { version, steps } };
  });
}
