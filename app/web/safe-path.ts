/** Redirects go to the application's own pages only (OWASP: unvalidated redirects). */
const OWN = "http://own.invalid";

/**
 * Where to go after a form: the given path if it is a page behind the sign-in, else the fallback.
 *
 * Rules   the answer begins with /app and stays on this origin however a browser reads it
 */
export function safeNextPath(next: unknown, fallback = "/app"): string {
  if (typeof next !== "string" || next.length > 2_000) return fallback;
  // Printable ASCII without backslashes: browsers drop control characters and read "\\" as "/".
  if (!/^\/[\x21-\x5b\x5d-\x7e]*$/.test(next) || !URL.canParse(next, OWN)) return fallback;
  const url = new URL(next, OWN);
  if (url.origin !== OWN || !/^\/app(\/|$)/.test(url.pathname)) return fallback;
  return url.pathname + url.search + url.hash;
}
