// Microsoft's sign-in and consent page. Scopes are granted all or none; where the organisation wants it, only an
// administrator may grant them. Works without JavaScript; ends in a redirect with code or error.
// Source: providers.md 3.1 and 3.2; learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
import { backTo, emailIn, isWebAddress, keepCode } from "./consent.ts";
import { type Call, empty, formOf, html, type Reply } from "./http.ts";
import { openMailbox } from "./mailboxes.ts";
import { aadsts } from "./microsoft-errors.ts";
import { adminPage, consentPage, errorPage } from "./pages.ts";
import type { World } from "./world.ts";

export function showMicrosoftConsent(world: World, call: Call): Reply {
  const problem = problemOf(call.query, call.now);
  return problem ? html(400, errorPage(problem)) : page(world, call, call.query);
}

export function decideMicrosoftConsent(world: World, call: Call): Reply {
  const form = formOf(call);
  const problem = problemOf(form, call.now);
  if (problem) return html(400, errorPage(problem));
  if (form.get("decision") !== "allow") return refuse(form, form.get("decision") === "back" ? 90094 : 65004, call.now);
  const email = emailIn(form);
  if (!email) return page(world, call, form, "Choose a mailbox or enter an e-mail address.");
  if (world.mailboxes.get(email) && world.mailboxes.get(email)?.provider !== "microsoft") {
    return page(world, call, form, "That Microsoft account doesn't exist. Enter a different account.");
  }
  if (world.microsoft.adminDomains.includes(domainOf(email))) {
    return html(200, adminPage({ asked: form, action: call.path, email }));
  }
  openMailbox(world, email, "microsoft");
  const scopes = scopesOf(form);
  const code = keepCode(
    world,
    form,
    { email, scopes, isOffline: scopes.includes("offline_access"), prefix: "M.C5_SN1." },
    call.now,
  );
  return empty(302, backTo(form, { code, session_state: "00000000-0000-0000-0000-000000000001" }));
}

/** The administrator's own page: agreeing opens the organisation to this application. */
export function adminConsent(world: World, call: Call, tenant: string): Reply {
  const asked = call.method === "GET" ? call.query : formOf(call);
  if (!isWebAddress(asked.get("redirect_uri") ?? "") || !asked.get("client_id"))
    return html(400, errorPage(aadsts(900144, call.now).description));
  if (call.method === "GET") return html(200, adminPage({ asked, action: call.path }));
  if (asked.get("decision") !== "allow") return refuse(asked, 65004, call.now);
  const domain = (asked.get("domain") ?? "").trim().toLowerCase();
  world.microsoft.adminDomains = world.microsoft.adminDomains.filter((other) => domain !== "" && other !== domain);
  return empty(302, backTo(asked, { admin_consent: "True", tenant }));
}

function page(world: World, call: Call, asked: URLSearchParams, note?: string): Reply {
  const emails = [...world.mailboxes.values()].filter(({ provider }) => provider === "microsoft");
  const page = consentPage({
    title: "Sandbox sign-in with Microsoft",
    action: call.path,
    asked,
    scopes: scopesOf(asked),
    isOptional: () => false,
    emails: emails.map(({ email }) => email),
    ...(note ? { note } : {}),
  });
  return html(note ? 400 : 200, page);
}

function refuse(asked: URLSearchParams, code: number, now: Date): Reply {
  const { error, description } = aadsts(code, now);
  return empty(302, backTo(asked, { error, error_description: description, error_subcode: "cancel" }));
}

export function scopesOf(asked: URLSearchParams): string[] {
  const words = (asked.get("scope") ?? "").split(/\s+/).filter((scope) => scope !== "");
  return [...new Set(words.map((scope) => scope.replace(/^https:\/\/graph\.microsoft\.com\//i, "")))];
}

function problemOf(asked: URLSearchParams, now: Date): string | undefined {
  const clientId = asked.get("client_id") ?? "";
  if (clientId === "") return aadsts(900144, now).description;
  if (clientId === "wrong") return aadsts(700016, now).description;
  if (!isWebAddress(asked.get("redirect_uri") ?? "")) return aadsts(50011, now).description;
  const hasForm = asked.get("response_type") === "code" && (asked.get("scope") ?? "").trim() !== "";
  if (!hasForm || !["query", null].includes(asked.get("response_mode"))) return aadsts(900144, now).description;
  if (asked.get("code_challenge") && asked.get("code_challenge_method") !== "S256")
    return aadsts(501481, now).description;
  return undefined;
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}
