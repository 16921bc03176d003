/**
 * What ties an OAuth answer to the person who asked: a random state and a PKCE verifier in a signed, HttpOnly cookie
 * of ten minutes, bound to user, workspace, session and vendor. Time here is real time. That a state counts once is the use
 * case's business: it stores the hash.
 * Source: RFC 6749 10.12; RFC 7636 4.1 and 4.2; RFC 9700 2.1 and 4.7.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { readCookie, setCookie } from "./session-cookie.server.ts";

const LIFETIME_SECONDS = 10 * 60;

/** `vendor`: an answer of one vendor must not pass for one of another (RFC 9700 4.4). */
export type OAuthOwner = { userId: string; workspaceId: string; sessionToken: string; vendor: string };
type Setting = { isSecure: boolean; secret: string; now: Date };

export type OAuthStart = { state: string; codeChallenge: string; cookie: string };
export type OAuthState =
  | { ok: true; stateHash: Buffer; codeVerifier: string }
  | { ok: false; reason: "missing" | "forged" | "expired" | "foreign" | "mismatch" };

const payloadSchema = z.object({
  state: z.string().min(32),
  codeVerifier: z.string().min(43),
  owner: z.string(),
  expiresAtMs: z.number(),
});

export function startOAuthState(owner: OAuthOwner, setting: Setting): OAuthStart {
  const state = randomBytes(32).toString("base64url");
  const codeVerifier = randomBytes(32).toString("base64url");
  const expiresAtMs = setting.now.getTime() + LIFETIME_SECONDS * 1000;
  const payload = { state, codeVerifier, owner: ownerHash(owner), expiresAtMs };
  const body = Buffer.from(JSON.stringify(payload)).toString("base64url");
  const value = `${body}.${signatureOf(body, setting.secret)}`;
  return {
    state,
    codeChallenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    cookie: setCookie(cookieName(setting), value, LIFETIME_SECONDS, setting),
  };
}

/** Judges the state that came back, before any code is exchanged. */
export function readOAuthState(request: Request, owner: OAuthOwner, setting: Setting): OAuthState {
  const given = new URL(request.url).searchParams.get("state");
  const cookie = readCookie(request, cookieName(setting));
  if (!given || !cookie) return { ok: false, reason: "missing" };
  const payload = openCookie(cookie, setting.secret);
  if (!payload) return { ok: false, reason: "forged" };
  if (payload.expiresAtMs <= setting.now.getTime()) return { ok: false, reason: "expired" };
  if (!isEqual(payload.owner, ownerHash(owner))) return { ok: false, reason: "foreign" };
  if (!isEqual(payload.state, given)) return { ok: false, reason: "mismatch" };
  return { ok: true, stateHash: createHash("sha256").update(given).digest(), codeVerifier: payload.codeVerifier };
}

export function clearedOAuthState(setting: { isSecure: boolean }): string {
  return setCookie(cookieName(setting), "", 0, setting);
}

function cookieName({ isSecure }: { isSecure: boolean }): string {
  return isSecure ? "__Host-leadbitz_oauth" : "leadbitz_oauth";
}

function openCookie(cookie: string, secret: string): z.output<typeof payloadSchema> | null {
  const [body, signature, ...rest] = cookie.split(".");
  if (!body || !signature || rest.length > 0 || !isEqual(signature, signatureOf(body, secret))) return null;
  const parsed = payloadSchema.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  return parsed.success ? parsed.data : null;
}

function ownerHash({ userId, workspaceId, sessionToken, vendor }: OAuthOwner): string {
  return createHash("sha256").update(`${userId}|${workspaceId}|${sessionToken}|${vendor}`).digest("base64url");
}

function signatureOf(body: string, secret: string): string {
  return createHmac("sha256", secret).update(`oauth-state|${body}`).digest("base64url");
}

/** Hashes first, so that lengths may differ. */
function isEqual(a: string, b: string): boolean {
  const [hashA, hashB] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return hashA !== undefined && hashB !== undefined && timingSafeEqual(hashA, hashB);
}
