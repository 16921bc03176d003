import type { LoaderFunctionArgs } from "@remix-run/node";
import { exportRejectedRows } from "../use-cases/leads/read-import.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { csvAnswer } from "../web/csv-answer.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) =>
    csvAnswer("rejected.csv", await exportRejectedRows(app, actor, { importId: parseId(args.params.id) })),
  );
}
