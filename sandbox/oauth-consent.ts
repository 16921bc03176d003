// Google's consent page: the person picks a mailbox, may untick single scopes, and
// allows or cancels. Works without JavaScript; ends in a redirect with code or error.
// Source: developers.google.com/identity/protocols/oauth2/web-server.
import { backTo, emailIn, isWebAddress, keepCode } from "./consent.ts";
import { type Call, empty, formOf, html, type Reply } from "./http.ts";
import { openMailbox } from "./mailboxes.ts";
import { consentPage, errorPage } from "./pages.ts";
import type { World } from "./world.ts";

const IDENTITY: Record<string, string> = {
  openid: "openid",
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
};

export function showConsent(world: World, call: Call): Reply {
  const problem = problemOf(call.query);
  return problem ? html(400, errorPage(problem)) : page(world, call.query);
}

export function decideConsent(world: World, call: Call): Reply {
  const form = formOf(call);
  const problem = problemOf(form);
  if (problem) return html(400, errorPage(problem));
  if (form.get("decision") !== "allow") return empty(302, backTo(form, { error: "access_denied" }));
  const email = emailIn(form);
  if (!email) return page(world, form, "Choose a mailbox or enter an e-mail address.");
  if (world.mailboxes.get(email)?.provider === "microsoft")
    return page(world, form, "Couldn't find your Google Account.");
  openMailbox(world, email);
  const ticked = form.getAll("granted");
  const scopes = scopesOf(form).filter((scope) => isIdentity(scope) || ticked.includes(scope));
  const isOffline = form.get("access_type") === "offline" && (form.get("prompt") ?? "").split(" ").includes("consent");
  const code = keepCode(world, form, { email, scopes, isOffline, prefix: "4/0A" }, call.now);
  return empty(302, backTo(form, { code, scope: scopes.join(" ") }));
}

function page(world: World, asked: URLSearchParams, note?: string): Reply {
  const emails = [...world.mailboxes.values()].filter(({ provider }) => provider !== "microsoft");
  const page = consentPage({
    title: "Sandbox sign-in with Google",
    action: "/o/oauth2/v2/auth",
    asked,
    scopes: scopesOf(asked),
    isOptional: (scope) => !isIdentity(scope),
    emails: emails.map(({ email }) => email),
    ...(note ? { note } : {}),
  });
  return html(note ? 400 : 200, page);
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
