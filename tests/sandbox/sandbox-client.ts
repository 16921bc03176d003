// Short words for tests that talk to a running sandbox over HTTP.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";

export interface Ledger {
  items: {
    id: string;
    to: string;
    subject: string;
    acceptedAt: string;
    raw: string;
    messageId: string;
    threadId: string;
  }[];
}

export interface GmailList {
  messages?: { id: string; threadId: string }[];
  nextPageToken?: string;
}

export interface SandboxClient {
  sandbox: Sandbox;
  advance(ms: number): void;
  now(): Date;
  control<T>(name: string, body?: unknown): Promise<T>;
  gmail(
    token: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  /** Creates and sends a draft; the answer of drafts.send. */
  send(token: string, raw: string, threadId?: string): Promise<{ id: string; threadId: string }>;
  openMailbox(email: string, more?: Record<string, unknown>): Promise<{ accessToken: string; refreshToken: string }>;
  close(): Promise<void>;
}

/** A sandbox with a clock of its own that stands still until it is advanced. */
export async function startSandboxClient(): Promise<SandboxClient> {
  let now = new Date("2026-11-24T08:00:00Z");
  const clock = createServer((_, response) => response.end(JSON.stringify({ now: now.toISOString() })));
  await new Promise<void>((resolve) => clock.listen(0, "127.0.0.1", resolve));
  const clockUrl = `http://127.0.0.1:${(clock.address() as AddressInfo).port}/`;
  const sandbox = await startSandbox({ port: 0, clockUrl, seed: "tests" });

  const control = async <T>(name: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}/_control/${name}`, init);
    return (await answer.json()) as T;
  };
  const gmail: SandboxClient["gmail"] = async (token, path, body) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${sandbox.url}/gmail/v1/users/me/${path}`, { ...init, headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
  };
  return {
    sandbox,
    control,
    gmail,
    advance: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    now: () => now,
    send: async (token, raw, threadId) => {
      const draft = await gmail(token, "drafts", {
        message: { raw: Buffer.from(raw).toString("base64url"), threadId },
      });
      const sent = await gmail(token, "drafts/send", { id: draft.body.id });
      return sent.body as { id: string; threadId: string };
    },
    openMailbox: (email, more = {}) => control("mailboxes", { email, ...more }),
    close: async () => {
      await sandbox.close();
      clock.closeAllConnections();
      clock.close();
    },
  };
}

export function mailTo(to: string, more: { subject?: string; headers?: string[]; from?: string } = {}): string {
  const head = [`From: ${more.from ?? "Ada <ada@acme.test>"}`, `To: ${to}`, `Subject: ${more.subject ?? "Hello"}`];
  return [...head, "Message-ID: <ours@acme.test>", ...(more.headers ?? []), "", "Short question.", ""].join("\r\n");
}

export const HOUR_MS = 3_600_000;
