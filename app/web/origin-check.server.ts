/**
 * Cross-site requests cannot change anything: an unsafe request must name one of our own origins, or come without an
 * Origin from our own site. Bearer calls carry no cookie, and a few paths are made for strangers.
 * Source: OWASP CSRF cheat sheet, "verifying origin"; W3C Fetch Metadata.
 */
import { AppError } from "../domain/errors.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Unsubscribe by mail client, Stripe and cron services prove themselves by a token or signature. */
const OPEN_PATHS = ["/u/", "/api/webhooks/stripe", "/api/cron/"];

export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method.toUpperCase());
}

/** Errors  forbidden when an unsafe request does not come from one of our own pages */
export function requireOwnOrigin(request: Request, trustedOrigins: string[]): void {
  if (!isUnsafe(request.method) || isExempt(request)) return;
  const origin = request.headers.get("Origin");
  const site = request.headers.get("Sec-Fetch-Site");
  const isOwn = origin === null ? site === "same-origin" || site === "none" : isTrusted(origin, trustedOrigins);
  if (!isOwn) throw new AppError("forbidden", "This request came from another site. Open the page again and retry.");
}

function isExempt(request: Request): boolean {
  if (bearerOf(request) !== undefined) return true;
  const { pathname } = new URL(request.url);
  return OPEN_PATHS.some((path) => (path.endsWith("/") ? pathname.startsWith(path) : pathname === path));
}

/** The word after `Authorization: Bearer`, if there is one. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
}

function isTrusted(origin: string, trustedOrigins: string[]): boolean {
  return trustedOrigins.some((trusted) => origin === trusted || loopbackNames(trusted).includes(origin));
}

/** On one's own machine localhost has three names. */
function loopbackNames(trusted: string): string[] {
  if (!/^http:\/\/localhost(:\d+)?$/.test(trusted)) return [];
  return ["127.0.0.1", "[::1]"].map((host) => trusted.replace("localhost", host));
}
