/** A mailbox connected to the sandbox's Google by the real SDK. */
import { createHash, randomBytes } from "node:crypto";
import { gmail, type gmail_v1 } from "@googleapis/gmail";
import { OAuth2Client } from "google-auth-library";
import { expect } from "vitest";

export const COMPOSE = "https://www.googleapis.com/auth/gmail.compose";
export const READONLY = "https://www.googleapis.com/auth/gmail.readonly";
const REDIRECT = "http://localhost:3000/api/inboxes/google/callback";

function oauthClient(base: string): OAuth2Client {
  return new OAuth2Client({
    clientId: "leadbitz",
    clientSecret: "secret",
    redirectUri: REDIRECT,
    endpoints: {
      oauth2AuthBaseUrl: `${base}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${base}/token`,
      oauth2RevokeUrl: `${base}/revoke`,
      tokenInfoUrl: `${base}/tokeninfo`,
      oauth2FederatedSignonPemCertsUrl: `${base}/oauth2/v1/certs`,
      oauth2FederatedSignonJwkCertsUrl: `${base}/oauth2/v3/certs`,
    },
  });
}

/** Walks through the consent page as a person would, and exchanges the code. */
export async function connectGmail(
  base: string,
  email: string,
  granted: string[],
): Promise<{ auth: OAuth2Client; api: gmail_v1.Gmail; scope: string }> {
  const auth = oauthClient(base);
  const verifier = randomBytes(32).toString("base64url");
  const address = auth.generateAuthUrl({
    access_type: "offline",
    prompt: "consent",
    scope: ["openid", "email", COMPOSE, READONLY],
    state: "st/4te",
    login_hint: email,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256" as never,
  });
  const page = await (await fetch(address)).text();
  expect(page).toContain(`value="${email}"`);
  const form = new URLSearchParams([...new URL(address).searchParams].filter(([name]) => name !== "login_hint"));
  form.set("email", email);
  form.set("decision", "allow");
  for (const scope of granted) form.append("granted", scope);
  const consent = await fetch(new URL("/o/oauth2/v2/auth", address), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  expect(consent.status).toBe(302);
  const back = new URL(consent.headers.get("location") ?? "");
  expect(back.searchParams.get("state")).toBe("st/4te");
  const { tokens } = await auth.getToken({ code: back.searchParams.get("code") ?? "", codeVerifier: verifier });
  auth.setCredentials(tokens);
  return {
    auth,
    api: gmail({ version: "v1", auth, rootUrl: base, retry: false }),
    scope: tokens.scope ?? "",
  };
}
