/** A browser, an app and the sandbox's Google: what the tests of connecting share. */
import { randomBytes } from "node:crypto";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { afterAll, beforeAll } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import { gmailMailProvider } from "../../../app/providers/google/gmail-mail-provider.ts";
import { googleMailboxOAuth } from "../../../app/providers/google/google-mailbox-oauth.ts";
import { loader as callback } from "../../../app/routes/api.inboxes.$vendor.callback.ts";
import { loader as connect } from "../../../app/routes/api.inboxes.$vendor.connect.ts";
import { hashToken } from "../../../app/use-cases/access/token-hash.ts";
import type { DatabaseClient } from "../../../db/client.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/start.ts";
import { testApp } from "../../setup/app.ts";

export const APP = "http://localhost:3000";
export const COMPOSE = "https://www.googleapis.com/auth/gmail.compose";
export const READONLY = "https://www.googleapis.com/auth/gmail.readonly";

export type Browser = { actor: Actor; cookies: Map<string, string> };

export function gmailWorld() {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  return {
    app(db: DatabaseClient): AppContext {
      const client = {
        clientId: "leadbitz",
        clientSecret: "secret",
        oauthBaseUrl: sandbox.url,
        gmailBaseUrl: sandbox.url,
      };
      return testApp(db, {
        env: { GOOGLE_CLIENT_ID: client.clientId, GOOGLE_CLIENT_SECRET: client.clientSecret },
        providers: { gmail: gmailMailProvider(client), googleMailbox: googleMailboxOAuth(client) },
      });
    },
    async control<T>(name: string, body?: object): Promise<T> {
      const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
      return (await (await fetch(`${sandbox.url}/_control/${name}`, init)).json()) as T;
    },
  };
}

export async function signIn(db: DatabaseClient, actor: Actor): Promise<Browser> {
  const token = randomBytes(24).toString("base64url");
  await db.pool.query(
    "insert into sessions (id, token_hash, user_id, workspace_id, expires_at) values ($1, $2, $3, $4, now() + interval '1 day')",
    [newId(), hashToken(token), actor.userId, actor.workspaceId],
  );
  return { actor, cookies: new Map([["leadbitz_session", token]]) };
}

type Loader = (args: LoaderFunctionArgs) => Promise<unknown>;

/** Runs a route as the server does, keeps cookies as a browser does; thrown Responses are answers too. */
export async function visit(
  app: AppContext,
  browser: Browser,
  route: Loader,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { Cookie: cookie, ...(init.method ? { Origin: APP } : {}), ...init.headers };
  const { pathname } = new URL(url, APP);
  const args = {
    request: new Request(new URL(url, APP), { ...init, headers }),
    params: {
      id: /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(pathname)?.[0],
      vendor: /^\/api\/inboxes\/([a-z]+)\/(?:connect|callback)$/.exec(pathname)?.[1],
    },
    context: { app, nonce: "n", requestId: "r", ip: "127.0.0.1" },
  } as unknown as LoaderFunctionArgs;
  const answer = await route(args).catch((thrown: unknown) => {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  });
  const response = answer as Response;
  for (const set of response.headers?.getSetCookie() ?? []) {
    const [, name = "", value = "", rest = ""] = /^([^=]+)=([^;]*)(.*)$/.exec(set) ?? [];
    if (/Max-Age=0/.test(rest)) browser.cookies.delete(name);
    else browser.cookies.set(name, value);
  }
  return response;
}

/** Presses "Connect Gmail" and answers Google's consent page; the address that Google sends the browser back to. */
export async function consent(
  app: AppContext,
  browser: Browser,
  email: string,
  granted = [COMPOSE, READONLY],
): Promise<string> {
  const start = await visit(app, browser, connect, "/api/inboxes/google/connect");
  const consentPage = new URL(start.headers.get("Location") ?? "");
  const form = new URLSearchParams(consentPage.searchParams);
  form.set("decision", granted.length === 0 ? "cancel" : "allow");
  form.set("email", email);
  for (const scope of granted) form.append("granted", scope);
  const answer = await fetch(consentPage.origin + consentPage.pathname, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  return answer.headers.get("Location") ?? "";
}

export async function comeBack(app: AppContext, browser: Browser, url: string): Promise<string> {
  const response = await visit(app, browser, callback, url);
  return response.headers.get("Location") ?? `no redirect: ${response.status}`;
}
