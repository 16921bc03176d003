/** An AppContext for use-case tests: a real database, the sandbox's Gmail over HTTP or none, a clock that stands still. */
import { randomBytes } from "node:crypto";
import pino from "pino";
import type { Clock } from "../../app/clock.ts";
import { loadConfig } from "../../app/config.server.ts";
import type { AppContext } from "../../app/context.ts";
import { createSecretBox } from "../../app/credentials/secret-box.ts";
import type { Actor } from "../../app/domain/actor.ts";
import { newId } from "../../app/domain/ids.ts";
import type { Providers } from "../../app/providers/ports.ts";
import { threadSimulator } from "../../app/simulation/thread-simulator.server.ts";
import type { DatabaseClient } from "../../db/client.ts";

export type TestClock = Clock & { set(at: string | Date): void; advance(ms: number): void };

export function fixedClock(at: string): TestClock {
  let nowMs = Date.parse(at);
  return {
    isVirtual: true,
    now: async () => new Date(nowMs),
    set: (next) => {
      nowMs = new Date(next).getTime();
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

const absent = (name: string) =>
  new Proxy({}, { get: () => () => Promise.reject(new Error(`this test gave no ${name}`)) });

export function testApp(
  db: DatabaseClient,
  parts: { clock?: Clock; providers?: Partial<Providers>; env?: Record<string, string> } = {},
): AppContext {
  const { config, secrets } = loadConfig({ NODE_ENV: "test", APP_URL: "http://localhost:3000", ...parts.env });
  return {
    db,
    config,
    secrets,
    clock: parts.clock ?? fixedClock("2026-11-24T09:00:00Z"),
    log: pino({ level: "silent" }),
    secretBox: createSecretBox(randomBytes(32).toString("base64")),
    identity: absent("identity") as AppContext["identity"],
    providers: { gmail: absent("gmail"), googleMailbox: absent("google"), ...parts.providers } as Providers,
    simulator: threadSimulator(),
    workerId: `test-${newId()}`,
    stopping: new AbortController().signal,
  };
}

/** A workspace with its owner. */
export async function insertWorkspace(
  db: DatabaseClient,
  over: { name?: string; postalAddress?: string | null } = {},
): Promise<Actor> {
  const [workspaceId, userId] = [newId(), newId()];
  await db.pool.query("insert into users (id, auth_subject, email, name) values ($1, $2, $2 || '@acme.test', 'Ana')", [
    userId,
    userId,
  ]);
  await db.pool.query("insert into workspaces (id, name, postal_address) values ($1, $2, $3)", [
    workspaceId,
    over.name ?? "Acme",
    over.postalAddress === undefined ? "Acme GmbH, Hauptstr. 1, 10115 Berlin" : over.postalAddress,
  ]);
  await db.pool.query("insert into workspace_members (workspace_id, user_id, role) values ($1, $2, 'owner')", [
    workspaceId,
    userId,
  ]);
  return { workspaceId, userId, role: "owner" };
}
