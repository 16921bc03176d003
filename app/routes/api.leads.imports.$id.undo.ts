import type { ActionFunctionArgs } from "@remix-run/node";
import { importAnswer } from "../use-cases/leads/import-answer.ts";
import { readImport } from "../use-cases/leads/read-import.server.ts";
import { undoImport } from "../use-cases/leads/undo-import.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";
import { requireMethod } from "../web/require-method.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    requireMethod(args.request, "POST");
    const importId = parseId(args.params.id);
    await undoImport(app, actor, { importId });
    return { status: 202, body: importAnswer(await readImport(app, actor, { importId })) };
  });
}
