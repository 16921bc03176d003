/** The doors of HTTP: unknown input becomes a typed value or a refusal, once. */
import type { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { isId } from "../domain/ids.ts";
import type { PageRequest } from "../domain/page.ts";
import { issuesOf } from "./issues.server.ts";
import { readBody } from "./read-body.server.ts";

export { parseForm, refuseForm } from "./forms.server.ts";
export { issuesOf } from "./issues.server.ts";

const PAGE_LIMIT = { least: 1, most: 200, usual: 50 };

/** Errors  not_found: a malformed id looks like a missing row */
export function parseId(value: string | undefined): string {
  if (!isId(value)) throw new AppError("not_found", "There is nothing at this address.");
  return value.toLowerCase();
}

/** Errors  invalid_input with one issue per field */
export async function parseJson<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const type = request.headers.get("Content-Type") ?? "";
  if (type !== "" && !/^application\/(json|[\w.-]+\+json)\b/i.test(type)) {
    throw new AppError("invalid_input", "Send the body as application/json.");
  }
  return parseValue(parseText(await readBody(request)), schema);
}

/** Judges a value that is already read: a query, a parameter, a stored mapping. */
export function parseValue<S extends z.ZodType>(value: unknown, schema: S): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "Some fields are not valid.", { issues: issuesOf(parsed.error) });
}

/** The query as an object for `parseValue`; a repeated name becomes a list. */
export function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name);
    query[name] = all.length === 1 ? (all[0] ?? "") : all;
  }
  return query;
}

/** `?limit` 1–200 (50) and `?cursor`. Errors  invalid_input */
export function parsePageRequest(url: URL): PageRequest {
  const { least, most, usual } = PAGE_LIMIT;
  const given = url.searchParams.get("limit");
  const limit = given === null || given === "" ? usual : Number(given);
  if (!Number.isInteger(limit) || limit < least || limit > most) {
    throw new AppError("invalid_input", "Some fields are not valid.", {
      issues: [{ path: "limit", message: `Give a whole number from ${least} to ${most}.` }],
    });
  }
  return { limit, cursor: url.searchParams.get("cursor") || null };
}

function parseText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid JSON.", {}, cause);
  }
}
