import type { ActionFunctionArgs } from "@remix-run/node";
import { AppError } from "../domain/errors.ts";
import { importSuppressions } from "../use-cases/suppressions/import-suppressions.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { requireMethod } from "../web/require-method.server.ts";
import { readUpload } from "../web/upload.server.ts";

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    requireMethod(args.request, "POST");
    const { taken } = await readUpload(args.request, (upload) => importSuppressions(app, actor, upload));
    const message =
      taken === undefined
        ? "Send the file as text/csv, or as the one file of a multipart form."
        : taken.ok
          ? null
          : taken.reason;
    if (message !== null || taken?.ok !== true)
      throw new AppError("invalid_input", message ?? "", { issues: [{ path: "file", message: message ?? "" }] });
    const { ok: _, ...added } = taken;
    return { body: added };
  });
}
