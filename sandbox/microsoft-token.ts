// Microsoft's token endpoint and its neighbours. Every refresh hands out a new refresh token; the one before lives on
// for a while, so that two workers who refresh at once both get in.
// Source: providers.md 3.1; learn.microsoft.com/entra/identity-platform/refresh-tokens.
import { redeemCode } from "./codes.ts";
import { keepAccessToken } from "./grants.ts";
import { type Call, formOf, json, type Reply } from "./http.ts";
import { fractionOf, opaqueToken } from "./ids.ts";
import { adminConsent, decideMicrosoftConsent, scopesOf, showMicrosoftConsent } from "./microsoft-consent.ts";
import { loginRefusal } from "./microsoft-errors.ts";
import type { Grant, World } from "./world.ts";

const LEAST_SECONDS = 3600;
const MOST_SECONDS = 5400;
const IDENTITY = ["openid", "email", "profile"];
const CODE_PROBLEMS = {
  unknown: 70000,
  expired: 70008,
  client: 70000,
  redirect: 50011,
  no_verifier: 501481,
  verifier: 501481,
};

export function handleMicrosoftLogin(world: World, call: Call): Reply | undefined {
  const [, tenant = "", place = ""] = /^\/mslogin\/([^/]+)\/(.+)$/.exec(call.path) ?? [];
  const route = `${call.method} ${place}`;
  world.requests.set(`mslogin ${route}`, (world.requests.get(`mslogin ${route}`) ?? 0) + 1);
  if (route === "GET oauth2/v2.0/authorize") return showMicrosoftConsent(world, call);
  if (route === "POST oauth2/v2.0/authorize") return decideMicrosoftConsent(world, call);
  if (route === "POST oauth2/v2.0/token") return exchange(world, call);
  if (place === "v2.0/adminconsent") return adminConsent(world, call, tenant);
  return undefined;
}

export const MICROSOFT_SCOPES = ["Mail.ReadWrite", "Mail.Send", "User.Read", "offline_access", ...IDENTITY];

/** Tokens for a mailbox, as the control interface gives them away. */
export function issueMicrosoftTokens(world: World, grant: Grant, now: Date) {
  const fraction = fractionOf(world.seed, grant.email, String(world.accessTokens.size));
  const lifeSeconds = Math.round(LEAST_SECONDS + fraction * (MOST_SECONDS - LEAST_SECONDS));
  const accessToken = keepAccessToken(world, grant, now, { token: opaqueToken("EwB4", 96), lifeSeconds });
  const refreshToken = opaqueToken("0.AX", 96);
  world.refreshTokens.set(refreshToken, grant);
  return { accessToken, refreshToken, lifeSeconds };
}

function exchange(world: World, call: Call): Reply {
  const form = formOf(call);
  const clientId = requireClient(form, call.now);
  const grantType = form.get("grant_type");
  if (grantType === "authorization_code") {
    const known = redeemCode(world, form, clientId, call.now);
    if (typeof known === "string") throw loginRefusal(CODE_PROBLEMS[known], call.now);
    const grant: Grant = { email: known.email, clientId, scopes: known.scopes, isRevoked: false };
    return tokens(world, call, grant);
  }
  if (grantType !== "refresh_token") throw loginRefusal(70003, call.now);
  return refresh(world, call, form, clientId);
}

function refresh(world: World, call: Call, form: URLSearchParams, clientId: string): Reply {
  const token = form.get("refresh_token") ?? "";
  const grant = world.refreshTokens.get(token);
  if (!grant || (grant.clientId !== clientId && grant.clientId !== "*")) throw loginRefusal(70000, call.now);
  if (grant.isRevoked) throw loginRefusal(50173, call.now);
  if ((world.endingTokens.get(token) ?? Number.POSITIVE_INFINITY) <= call.now.getTime())
    throw loginRefusal(70008, call.now);
  if (scopesOf(form).some((scope) => !grant.scopes.includes(scope))) throw loginRefusal(65001, call.now);
  forgetEnded(world, call.now);
  if (!world.endingTokens.has(token)) world.endingTokens.set(token, call.now.getTime() + world.microsoft.oldTokenMs);
  return tokens(world, call, grant);
}

function tokens(world: World, call: Call, grant: Grant): Reply {
  const { accessToken, refreshToken, lifeSeconds } = issueMicrosoftTokens(world, grant, call.now);
  const isOffline = grant.scopes.includes("offline_access");
  if (!isOffline) world.refreshTokens.delete(refreshToken);
  return json(200, {
    token_type: "Bearer",
    scope: grant.scopes.filter((scope) => scope !== "offline_access").join(" "),
    expires_in: lifeSeconds,
    ext_expires_in: lifeSeconds,
    access_token: accessToken,
    ...(isOffline ? { refresh_token: refreshToken } : {}),
  });
}

/** Any client will do, except one called "wrong" and one without a secret. */
function requireClient(form: URLSearchParams, now: Date): string {
  const id = form.get("client_id") ?? "";
  const secret = form.get("client_secret") ?? "";
  if (id === "") throw loginRefusal(900144, now);
  if (id === "wrong") throw loginRefusal(700016, now);
  if (secret === "" || secret === "wrong") throw loginRefusal(7000215, now, 401);
  return id;
}

function forgetEnded(world: World, now: Date): void {
  for (const [token, endsAtMs] of world.endingTokens) {
    // A day longer than they live: the answer then still says "expired", not "unknown".
    if (endsAtMs + 86_400_000 > now.getTime()) continue;
    world.endingTokens.delete(token);
    world.refreshTokens.delete(token);
  }
}
