/**
 * How often one may try, per real-time window. Failed sign-ins count, successful ones are taken back, so that a busy
 * office behind one address is not locked out. Source: OWASP authentication cheat sheet; decision of this project.
 */
import { createHash } from "node:crypto";

const MINUTE_MS = 60_000;

export const ATTEMPT_LIMITS = {
  signInPerEmail: { most: 10, windowMs: 15 * MINUTE_MS },
  signInPerIp: { most: 50, windowMs: 15 * MINUTE_MS },
  signUpPerIp: { most: 20, windowMs: 60 * MINUTE_MS },
} as const;

export type AttemptLimit = keyof typeof ATTEMPT_LIMITS;

/** The subject is hashed: counters hold no addresses. */
export function attemptKey(limit: AttemptLimit, subject: string): string {
  return `${limit}:${createHash("sha256").update(subject.trim().toLowerCase()).digest("base64url")}`;
}
