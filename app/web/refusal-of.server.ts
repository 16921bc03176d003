/** A use case's refusal that a form can show: conflicts and bad values become errors by field. */
import { isAppError } from "../domain/errors.ts";

export async function refusalOf<T>(
  work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; errors: Record<string, string> }> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!isAppError(error) || (error.code !== "conflict" && error.code !== "invalid_input")) throw error;
    const issues = error.details.issues ?? [{ path: "email", message: error.message }];
    return { ok: false, errors: Object.fromEntries(issues.map((issue) => [issue.path, issue.message])) };
  }
}
