import type { LoaderFunctionArgs } from "@remix-run/node";
import { exportSuppressions } from "../use-cases/suppressions/list-suppressions.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { csvAnswer } from "../web/csv-answer.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => csvAnswer("suppressions.csv", exportSuppressions(app, actor)));
}
