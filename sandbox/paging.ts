// maxResults and page tokens, as all of Gmail's lists have them.
import { invalidArgument } from "./errors.ts";
import type { Call } from "./http.ts";

const DEFAULT_PER_PAGE = 100;
const MAX_PER_PAGE = 500;

export function perPage(call: Call): number {
  const text = call.query.get("maxResults");
  if (text === null) return DEFAULT_PER_PAGE;
  if (!/^\d+$/.test(text)) throw invalidArgument(`Invalid value at 'max_results' (TYPE_UINT32), "${text}"`);
  return Math.min(MAX_PER_PAGE, Math.max(1, Number(text)));
}

/** Where the page starts; a token that was not handed out is refused. */
export function pageStart(call: Call): string | undefined {
  const token = call.query.get("pageToken");
  if (!token) return undefined;
  const start = /^from:(\w+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (start === undefined) throw invalidArgument("Invalid pageToken");
  return start;
}

export function pageToken(start: string | number): string {
  return Buffer.from(`from:${start}`).toString("base64url");
}
