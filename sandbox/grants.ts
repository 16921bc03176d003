// Tokens and what they are good for. Google's refresh tokens are not rotated; the 101st live
// one of an account and client silently ends the oldest.
// Source: developers.google.com/identity/protocols/oauth2; providers.md 2.1.
import { opaqueToken } from "./ids.ts";
import type { Grant, Mailbox, Provider, World } from "./world.ts";

export const TOKEN_SECONDS = 3599;
const LIVE_TOKENS_MAX = 100;
const ACCESS_TOKENS_MAX = 1000;

export const FULL_SCOPES = [
  "openid",
  "https://www.googleapis.com/auth/userinfo.email",
  "https://www.googleapis.com/auth/userinfo.profile",
  "https://www.googleapis.com/auth/gmail.compose",
  "https://www.googleapis.com/auth/gmail.readonly",
];

export function issueAccessToken(world: World, grant: Grant, now: Date): string {
  return keepAccessToken(world, grant, now, { token: opaqueToken("ya29.a0", 48), lifeSeconds: TOKEN_SECONDS });
}

export function keepAccessToken(
  world: World,
  grant: Grant,
  now: Date,
  { token, lifeSeconds }: { token: string; lifeSeconds: number },
): string {
  if (world.accessTokens.size >= ACCESS_TOKENS_MAX) forgetExpired(world, now);
  world.accessTokens.set(token, { grant, expiresAtMs: now.getTime() + lifeSeconds * 1000 });
  return token;
}

/** The living grant behind a request's token, with its mailbox of this provider. */
export function mailboxOfToken(
  world: World,
  token: string,
  provider: Provider,
  now: Date,
): { grant: Grant; mailbox: Mailbox } | undefined {
  const known = world.accessTokens.get(token);
  const mailbox = known && world.mailboxes.get(known.grant.email);
  if (!known || !mailbox || known.grant.isRevoked || known.expiresAtMs <= now.getTime()) return undefined;
  const isOther = (mailbox.provider === "microsoft") !== (provider === "microsoft");
  return isOther ? undefined : { grant: known.grant, mailbox };
}

export function issueRefreshToken(world: World, grant: Grant): string {
  const token = opaqueToken("1//0", 40);
  const live = [...world.refreshTokens].filter(
    ([, other]) => other.email === grant.email && other.clientId === grant.clientId && !other.isRevoked,
  );
  for (const [old] of live.slice(0, Math.max(0, live.length - LIVE_TOKENS_MAX + 1))) world.refreshTokens.delete(old);
  world.refreshTokens.set(token, grant);
  return token;
}

/** Ends every grant of a mailbox (for one client, or for all of them). */
export function revokeGrants(world: World, email: string, clientId?: string): void {
  const all = [...world.refreshTokens.values(), ...[...world.accessTokens.values()].map((token) => token.grant)];
  for (const grant of all)
    if (grant.email === email && (clientId === undefined || grant.clientId === clientId)) grant.isRevoked = true;
}

function forgetExpired(world: World, now: Date): void {
  for (const [token, { expiresAtMs }] of world.accessTokens) {
    if (expiresAtMs <= now.getTime()) world.accessTokens.delete(token);
  }
}
