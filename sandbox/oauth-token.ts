// Google's token endpoint and its neighbours: exchange, refresh (without rotation),
// revoke, tokeninfo, userinfo, keys. Source: providers.md 2.1; RFC 6749, RFC 7636 section 4.6.
import { redeemCode } from "./codes.ts";
import { authError, invalidGrant, tokenError } from "./errors.ts";
import { issueAccessToken, issueRefreshToken, revokeGrants, TOKEN_SECONDS } from "./grants.ts";
import { bearerOf, type Call, formOf, json, Refusal, type Reply } from "./http.ts";
import { idToken, keySet, pemSet, subjectOf } from "./id-token.ts";
import { openMailbox } from "./mailboxes.ts";
import { decideConsent, showConsent } from "./oauth-consent.ts";
import type { Grant, World } from "./world.ts";

const WORDS = {
  unknown: "Malformed auth code.",
  expired: "Bad Request",
  client: "Bad Request",
  no_verifier: "Missing code verifier.",
  verifier: "Invalid code verifier.",
};
const EMAIL_SCOPE = "https://www.googleapis.com/auth/userinfo.email";

export function handleGoogleOauth(world: World, call: Call): Reply | undefined {
  const route = `${call.method} ${call.path}`;
  world.requests.set(`oauth ${route}`, (world.requests.get(`oauth ${route}`) ?? 0) + 1);
  if (route === "GET /o/oauth2/v2/auth") return showConsent(world, call);
  if (route === "POST /o/oauth2/v2/auth") return decideConsent(world, call);
  if (route === "POST /token") return exchange(world, call);
  if (route === "POST /revoke") return revoke(world, call);
  if (call.path === "/tokeninfo") return tokenInfo(world, call);
  if (route === "GET /oauth2/v2/userinfo") return userInfo(world, call);
  if (route === "GET /oauth2/v3/certs") return json(200, keySet());
  if (route === "GET /oauth2/v1/certs") return json(200, pemSet());
  return undefined;
}

function exchange(world: World, call: Call): Reply {
  const form = formOf(call);
  const clientId = requireClient(call, form);
  const grantType = form.get("grant_type");
  if (grantType === "authorization_code") return exchangeCode(world, call, form, clientId);
  if (grantType === "refresh_token") return refresh(world, call, form, clientId);
  return tokenError(400, "unsupported_grant_type", `Invalid grant_type: ${grantType ?? ""}`);
}

function exchangeCode(world: World, call: Call, form: URLSearchParams, clientId: string): Reply {
  const known = redeemCode(world, form, clientId, call.now);
  if (known === "redirect") return tokenError(400, "redirect_uri_mismatch", "Bad Request");
  if (typeof known === "string") throw invalidGrant(WORDS[known]);
  const grant: Grant = { email: known.email, clientId, scopes: known.scopes, isRevoked: false };
  const extra = known.isOffline ? { refresh_token: issueRefreshToken(world, grant) } : {};
  return tokens(world, call, grant, extra);
}

function refresh(world: World, call: Call, form: URLSearchParams, clientId: string): Reply {
  const grant = world.refreshTokens.get(form.get("refresh_token") ?? "");
  if (!grant || grant.isRevoked) throw invalidGrant();
  if (grant.clientId !== clientId && grant.clientId !== "*")
    return tokenError(401, "unauthorized_client", "Unauthorized");
  return tokens(world, call, grant, {});
}

function tokens(world: World, call: Call, grant: Grant, extra: { refresh_token?: string }): Reply {
  const mailbox = openMailbox(world, grant.email);
  return json(200, {
    access_token: issueAccessToken(world, grant, call.now),
    expires_in: TOKEN_SECONDS,
    ...extra,
    scope: grant.scopes.join(" "),
    token_type: "Bearer",
    ...(grant.scopes.includes("openid") ? { id_token: idToken(grant, mailbox, call.now, TOKEN_SECONDS) } : {}),
  });
}

/** Any client will do, except an empty one and one called "wrong". */
function requireClient(call: Call, form: URLSearchParams): string {
  const basic = /^Basic\s+(.+)$/i.exec(String(call.headers.authorization ?? ""))?.[1];
  const [basicId, basicSecret] = basic
    ? Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent)
    : [];
  const id = form.get("client_id") || basicId || "";
  const secret = form.get("client_secret") || basicSecret || "";
  if (id === "" || id === "wrong")
    throw new Refusal(tokenError(401, "invalid_client", "The OAuth client was not found."));
  if (secret === "" || secret === "wrong") throw new Refusal(tokenError(401, "invalid_client", "Unauthorized"));
  return id;
}

function revoke(world: World, call: Call): Reply {
  const token = call.query.get("token") || formOf(call).get("token") || "";
  const grant = world.refreshTokens.get(token) ?? world.accessTokens.get(token)?.grant;
  if (!grant || grant.isRevoked) return tokenError(400, "invalid_token", "Token expired or revoked");
  revokeGrants(world, grant.email, grant.clientId);
  return json(200, {});
}

function tokenInfo(world: World, call: Call): Reply {
  const text = call.query.get("access_token") || formOf(call).get("access_token") || bearerOf(call);
  const token = world.accessTokens.get(text);
  const leftSeconds = token ? Math.floor((token.expiresAtMs - call.now.getTime()) / 1000) : 0;
  if (!token || token.grant.isRevoked || leftSeconds <= 0) return tokenError(400, "invalid_token", "Invalid Value");
  const { clientId, scopes, email } = token.grant;
  return json(200, {
    azp: clientId,
    aud: clientId,
    sub: subjectOf(email),
    scope: scopes.join(" "),
    exp: String(Math.floor(token.expiresAtMs / 1000)),
    expires_in: String(leftSeconds),
    ...(scopes.includes(EMAIL_SCOPE) ? { email, email_verified: "true" } : {}),
    access_type: "offline",
  });
}

function userInfo(world: World, call: Call): Reply {
  const token = world.accessTokens.get(bearerOf(call));
  if (!token || token.grant.isRevoked || token.expiresAtMs <= call.now.getTime()) throw new Refusal(authError());
  const { email, scopes } = token.grant;
  const name = world.mailboxes.get(email)?.name ?? "";
  return json(200, {
    id: subjectOf(email),
    ...(scopes.includes(EMAIL_SCOPE) ? { email, verified_email: true } : {}),
    ...(name === "" ? {} : { name }),
  });
}
