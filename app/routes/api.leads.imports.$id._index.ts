import type { LoaderFunctionArgs } from "@remix-run/node";
import { importAnswer } from "../use-cases/leads/import-answer.ts";
import { readImport } from "../use-cases/leads/read-import.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => ({
    body: importAnswer(await readImport(app, actor, { importId: parseId(args.params.id) })),
  }));
}
