// Google's consent page: the person picks a mailbox, may untick single scopes, and
// allows or cancels. Works without JavaScript; ends in a redirect with code or error.
// Source: developers.google.com/identity/protocols/oauth2/web-server.
import { type Call, empty, formOf, html, type Reply } from "./http.ts";
import { opaqueToken } from "./ids.ts";
import { openMailbox } from "./mailboxes.ts";
import { consentPage, errorPage } from "./pages.ts";
import type { World } from "./world.ts";

const CODE_LIFE_MS = 10 * 60_000;
const IDENTITY: Record<string, string> = {
  openid: "openid",
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
};
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

export function showConsent(world: World, call: Call): Reply {
  const problem = problemOf(call.query);
  if (problem) return html(400, errorPage(problem));
  return html(
    200,
    consentPage({ asked: call.query, scopes: scopesOf(call.query), emails: [...world.mailboxes.keys()] }),
  );
}

export function decideConsent(world: World, call: Call): Reply {
  const form = formOf(call);
  const problem = problemOf(form);
  if (problem) return html(400, errorPage(problem));
  if (form.get("decision") !== "allow") return backTo(form, { error: "access_denied" });

  const email = (form.get("email")?.trim() || form.get("mailbox") || "").toLowerCase();
  const scopes = scopesOf(form);
  if (!ADDRESS.test(email)) {
    const note = "Choose a mailbox or enter an e-mail address.";
    return html(400, consentPage({ asked: form, scopes, emails: [...world.mailboxes.keys()], note }));
  }
  const ticked = form.getAll("granted");
  openMailbox(world, email);
  const code = opaqueToken("4/0A", 40);
  world.codes.set(code, {
    email,
    clientId: form.get("client_id") ?? "",
    redirectUri: form.get("redirect_uri") ?? "",
    scopes: scopes.filter((scope) => isIdentity(scope) || ticked.includes(scope)),
    challenge: form.get("code_challenge") ?? "",
    isOffline: form.get("access_type") === "offline" && (form.get("prompt") ?? "").split(" ").includes("consent"),
    expiresAtMs: call.now.getTime() + CODE_LIFE_MS,
  });
  return backTo(form, { code, scope: world.codes.get(code)?.scopes.join(" ") ?? "" });
}

function isIdentity(scope: string): boolean {
  return Object.values(IDENTITY).includes(scope);
}

function scopesOf(asked: URLSearchParams): string[] {
  const words = (asked.get("scope") ?? "").split(/\s+/).filter((scope) => scope !== "");
  return [...new Set(words.map((scope) => IDENTITY[scope] ?? scope))];
}

function problemOf(asked: URLSearchParams): string | undefined {
  const clientId = asked.get("client_id") ?? "";
  if (clientId === "" || clientId === "wrong") return "Error 401: invalid_client. The OAuth client was not found.";
  if (!isWebAddress(asked.get("redirect_uri") ?? "")) return "Error 400: redirect_uri_mismatch";
  if (asked.get("response_type") !== "code")
    return "Error 400: invalid_request. Required parameter: response_type=code";
  if ((asked.get("scope") ?? "").trim() === "") return "Error 400: invalid_request. Missing required parameter: scope";
  if (asked.get("code_challenge") && asked.get("code_challenge_method") !== "S256") {
    return "Error 400: invalid_request. code_challenge_method must be S256";
  }
  return undefined;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hash === "";
}

function backTo(asked: URLSearchParams, answer: Record<string, string>): Reply {
  const url = new URL(asked.get("redirect_uri") ?? "");
  const state = asked.get("state");
  if (state !== null) url.searchParams.set("state", state);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  return empty(302, { location: url.toString(), "cache-control": "no-store" });
}
