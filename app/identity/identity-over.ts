/**
 * One implementation for every Better Auth server, embedded or Neon's: sign up or in over REST, ask for the signed
 * token of that session, verify it by JWKS, and end the session again (ours is the only one that lasts).
 * Source: providers.md 11; neon.com/docs/auth.
 */
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import type { IdentityOutcome, VerifiedUser } from "./identity.ts";

export type IdentityFetch = (url: string, init?: RequestInit) => Promise<Response>;

/** `baseUrl` is where the REST calls live, `origin` the application that asks. */
export type IdentityPlace = { fetch: IdentityFetch; baseUrl: string; origin: string };

type Failure = Extract<IdentityOutcome, { ok: false }>["reason"];

const TIMEOUT_MS = 10_000;
const UNAVAILABLE = "Sign-in is not available right now. Planned mails go on. Try again in a minute.";

const REASONS: Record<string, Failure> = {
  INVALID_EMAIL_OR_PASSWORD: "wrong_credentials",
  USER_ALREADY_EXISTS: "email_taken",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "email_taken",
  PASSWORD_TOO_SHORT: "password_too_short",
  INVALID_EMAIL: "invalid_email",
  VALIDATION_ERROR: "invalid_email",
};

const claims = z.object({ sub: z.string().min(1), email: z.email(), name: z.string().catch("") });

export function identityOver(place: IdentityPlace) {
  const { origin: issuer } = new URL(place.baseUrl);
  const keys = createRemoteJWKSet(new URL(`${place.baseUrl}/.well-known/jwks.json`), {
    [customFetch]: (url: string, init) => place.fetch(url, init as RequestInit),
  });

  /** The algorithm list keeps out "none" and keys used as secrets (RFC 8725 3.1). */
  async function verifyToken(jwt: string): Promise<VerifiedUser> {
    const payload = await jwtVerify(jwt, keys, { issuer, audience: issuer, algorithms: ["EdDSA"] }).then(
      (verified) => verified.payload,
      (cause: unknown) => {
        throw new AppError("unauthenticated", "This sign-in is not valid.", {}, cause);
      },
    );
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw new AppError("unauthenticated", "This sign-in is not valid.", {}, parsed.error);
    return { subject: parsed.data.sub, email: parsed.data.email, name: parsed.data.name };
  }

  async function enter(path: string, body: Record<string, string>): Promise<IdentityOutcome> {
    const entered = await call(place, "POST", path, { body });
    if (!entered.ok) return { ok: false, reason: await reasonOf(entered) };
    const cookie = cookiesOf(entered);
    const answer = await call(place, "GET", "/token", { cookie });
    const token = answer.ok ? z.object({ token: z.string() }).safeParse(await answer.json()) : undefined;
    if (!token?.success) throw unavailable(`GET /token answered ${answer.status}`);
    const user = await verifyToken(token.data.token);
    await call(place, "POST", "/sign-out", { body: {}, cookie });
    return { ok: true, user };
  }

  return {
    signUp: (input: { name: string; email: string; password: string }) => enter("/sign-up/email", input),
    signIn: (input: { email: string; password: string }) => enter("/sign-in/email", input),
    verifyToken,
  };
}

async function call(
  { fetch, baseUrl, origin }: IdentityPlace,
  method: "GET" | "POST",
  path: string,
  input: { body?: Record<string, string>; cookie?: string },
): Promise<Response> {
  const headers = new Headers({ Origin: origin, Accept: "application/json" });
  if (input.body) headers.set("Content-Type", "application/json");
  if (input.cookie) headers.set("Cookie", input.cookie);
  const body = input.body ? JSON.stringify(input.body) : undefined;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return fetch(baseUrl + path, { method, headers, body, signal, redirect: "error" }).catch((cause: unknown) => {
    throw unavailable(`${method} ${path} got no answer`, cause);
  });
}

async function reasonOf(response: Response): Promise<Failure> {
  if (response.status === 429) return "rate_limited";
  const body = z.object({ code: z.string() }).safeParse(await response.json().catch(() => undefined));
  const reason = body.success ? REASONS[body.data.code] : undefined;
  if (reason) return reason;
  throw unavailable(`answered ${response.status} ${body.success ? body.data.code : ""}`);
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

function unavailable(fact: string, cause?: unknown): AppError {
  return new AppError("provider_failed", UNAVAILABLE, {}, new Error(`identity: ${fact}`, { cause }));
}
