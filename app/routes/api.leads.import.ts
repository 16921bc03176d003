import type { ActionFunctionArgs } from "@remix-run/node";
import { AppError } from "../domain/errors.ts";
import { type Mapping, parseMapping } from "../domain/lead-fields.ts";
import { startImport } from "../use-cases/leads/start-import.server.ts";
import { storeUpload } from "../use-cases/leads/store-upload.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { requireMethod } from "../web/require-method.server.ts";
import { readUpload } from "../web/upload.server.ts";

/** A text/csv body, or a multipart form with one file and an optional `mapping` (JSON: column index → field). Starts at once. */
export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    requireMethod(args.request, "POST");
    const { taken, fields } = await readUpload(args.request, (upload) => storeUpload(app, actor, upload));
    if (taken === undefined)
      throw refusal("file", "Send the file as text/csv, or as the one file of a multipart form.");
    if (!taken.ok) throw refusal("file", taken.reason);
    const started = await startImport(app, actor, { importId: taken.importId, mapping: mappingOf(fields.mapping) });
    if (!started.ok) throw refusal("mapping", started.reason);
    return { status: 202, body: { importId: taken.importId } };
  });
}

function mappingOf(text: string | undefined): Mapping | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return parseMapping(JSON.parse(text));
  } catch {
    throw refusal("mapping", "The mapping is not valid JSON.");
  }
}

function refusal(path: string, message: string): AppError {
  return new AppError("invalid_input", message, { issues: [{ path, message }] });
}
