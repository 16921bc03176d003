// Trouble on demand. A fault either stops a request before it is executed (drop, 500,
// 429, 4xx) or spoils the answer after it was executed (those with
// "after_accept": no answer, 503, a reset, half an answer); slow only waits. Each use of a counted fault spends one of its times.
import { authError, backendError, forbidden, invalidArgument, tokenError, tooManyRequests } from "./errors.ts";
import { graphError, throttled } from "./graph-errors.ts";
import type { Reply } from "./http.ts";
import { fractionOf } from "./ids.ts";
import { loginError } from "./microsoft-errors.ts";
import type { World } from "./world.ts";

export const PROVIDERS = ["gmail", "google_oauth", "graph", "microsoft_login"] as const;
export const FAULT_KINDS = [
  "timeout_after_accept",
  "503_after_accept",
  "reset_after_accept",
  "half_after_accept",
  "429",
  "500",
  "503",
  "400",
  "401",
  "403",
  "drop",
  "slow",
] as const;

export interface Fault {
  provider: (typeof PROVIDERS)[number];
  path: string;
  kind: (typeof FAULT_KINDS)[number];
  /** Uses that are left; null: no count, the rate decides. */
  timesLeft: number | null;
  rate: number;
  draws: number;
  /** The vendor's own word or number for the trouble, where it has several for one status. */
  code?: string;
  retryAfterSeconds?: number;
  delayMs?: number;
}

const RETRY_AFTER_SECONDS = 60;

export function providerOf(path: string): Fault["provider"] | undefined {
  if (/^\/(upload\/)?gmail\/v1\//.test(path)) return "gmail";
  if (path.startsWith("/v1.0/")) return "graph";
  if (path.startsWith("/mslogin/")) return "microsoft_login";
  return /^\/(o\/oauth2|oauth2|token|tokeninfo|revoke)(\/|$)/.test(path) ? "google_oauth" : undefined;
}

/** The fault that this request meets; nothing is spent yet. */
export function meetFault(world: World, path: string): Fault | undefined {
  const provider = providerOf(path);
  return world.faults.find((fault) => {
    if (fault.provider !== provider || !path.includes(fault.path)) return false;
    if (fault.timesLeft !== null) return fault.timesLeft > 0;
    fault.draws += 1;
    return fractionOf(world.seed, fault.kind, fault.path, String(fault.draws)) < fault.rate;
  });
}

export function spendFault(world: World, fault: Fault): void {
  if (fault.timesLeft === null) return;
  fault.timesLeft -= 1;
  if (fault.timesLeft <= 0) world.faults = world.faults.filter((other) => other !== fault);
}

/** The answer in the provider's own shape. */
export function faultReply(fault: Fault, now: Date): Reply {
  const retryAt = new Date(now.getTime() + (fault.retryAfterSeconds ?? RETRY_AFTER_SECONDS) * 1000);
  const status = fault.kind === "503_after_accept" || fault.kind === "503" ? 503 : Number(fault.kind);
  if (fault.provider === "graph") return graphFault(fault, status, now);
  if (fault.provider === "microsoft_login") return loginFault(fault, status, now);
  if (fault.provider === "google_oauth") {
    if (status === 401) return tokenError(401, "invalid_client", "Unauthorized");
    if (status === 429) return tokenError(429, "rate_limit_exceeded", "Rate limit exceeded.");
    return tokenError(status, "internal_failure", "Backend Error");
  }
  if (status === 400) return invalidArgument("Precondition check failed.").reply;
  if (status === 401) return authError();
  if (status === 403) return forbidden(fault.code ?? "forbidden", "Forbidden").reply;
  if (status === 429) return tooManyRequests(retryAt, "", fault.retryAfterSeconds);
  return backendError(status === 503 ? 503 : 500, fault.retryAfterSeconds);
}

function graphFault({ code, retryAfterSeconds }: Fault, status: number, now: Date): Reply {
  const about = { status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  if (code) return graphError(code, now, about);
  if (status === 429) return throttled(now, "MailboxConcurrency", retryAfterSeconds ?? RETRY_AFTER_SECONDS);
  const codes: Record<number, string> = {
    400: "ErrorInvalidRequest",
    401: "InvalidAuthenticationToken",
    403: "ErrorAccessDenied",
    503: "ServiceUnavailable",
  };
  return graphError(codes[status] ?? "ErrorInternalServerError", now, about);
}

function loginFault({ code, retryAfterSeconds }: Fault, status: number, now: Date): Reply {
  const codes: Record<number, number> = { 400: 70008, 401: 7000215, 403: 53003 };
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
  return loginError(status, Number(code ?? codes[status] ?? 90033), now, headers);
}
