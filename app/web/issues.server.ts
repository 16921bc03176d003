import type { z } from "zod";
import type { FieldIssue } from "../domain/errors.ts";

/** What a schema found, by the path of each field. */
export function issuesOf(error: z.ZodError): FieldIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
}
