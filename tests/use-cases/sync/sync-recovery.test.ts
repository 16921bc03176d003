import { afterAll, describe, expect, it } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import type { Mailbox, MailSession } from "../../../app/providers/ports.ts";
import { syncDueInboxes } from "../../../app/use-cases/sync/sync-due-inboxes.server.ts";
import { syncInbox } from "../../../app/use-cases/sync/sync-inbox.server.ts";
import { listInboxesToSync } from "../../../app/use-cases/system/list-inboxes-to-sync.server.ts";
import { withSyncLock } from "../../../db/queries/sync-state.ts";
import { scopeOf } from "../../../db/scope.ts";
import { testDatabase } from "../../setup/database.ts";
import { openMailboxWorld } from "./mailbox-world.ts";

const db = await testDatabase();
const world = await openMailboxWorld(db);
afterAll(() => world.sandbox.close());

const place = { workspaceId: world.actor.workspaceId, inboxId: world.inboxId };
const sync = (app: AppContext = world.app) => syncInbox(app, place);
const cursor = async () =>
  (await world.row<{ sync_cursor: string }>("select sync_cursor from inbox_connections where id = $1", [world.inboxId]))
    .sync_cursor;
const stored = () => world.count("messages", "direction = 'inbound'");

async function deliverMany(from: string, messageId: string, count: number): Promise<void> {
  const head = `From: ${from}\r\nTo: ${world.email}\r\nSubject: Re: Your forklifts\r\nIn-Reply-To: ${messageId}`;
  const deliver = (index: number) => world.deliver(`${head}\r\n\r\nAnswer ${index}.`);
  for (let start = 0; start < count; start += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - start) }, (_, index) => deliver(start + index)));
  }
}

/** The same app with the mailbox's calls changed. */
function withMailbox(app: AppContext, change: (mailbox: Mailbox) => Partial<Mailbox>): AppContext {
  const { gmail } = app.providers;
  const open = (session: MailSession) => {
    const mailbox = gmail.open(session);
    return { ...mailbox, ...change(mailbox) };
  };
  return { ...app, providers: { ...app.providers, gmail: { open } } };
}

/** Gmail that gives up after some messages, as a process that is killed does. */
function dyingAfter(count: number): AppContext {
  let read = 0;
  return withMailbox(world.app, (mailbox) => ({
    getRaw: async (id) => {
      read++;
      if (read > count) throw new Error("killed");
      return mailbox.getRaw(id);
    },
  }));
}

/** The same mailbox in pages of 50. */
function inSmallPages(app: AppContext): AppContext {
  return withMailbox(app, (mailbox) => ({
    listAfter: async (at, token) => {
      const { messageIds } = await mailbox.listAfter(at, null);
      const start = Number(token ?? 0);
      const next = start + 50;
      return {
        messageIds: messageIds.slice(start, next),
        nextPageToken: next < messageIds.length ? String(next) : null,
        cursor: null,
      };
    },
  }));
}

describe("reading a mailbox", () => {
  it("that dies in the middle of a page stores each message once when it is done again", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "kim@far.test");
    const before = await cursor();
    await deliverMany(sent.email, sent.messageId, 20);
    await expect(sync(dyingAfter(9))).rejects.toThrow("killed");
    expect(await cursor()).toBe(before);
    expect(await stored()).toBeGreaterThan(0);
    expect(await sync()).toMatchObject({ outcome: "synced" });
    expect(await stored()).toBe(20);
    expect(await world.count("daily_stats", "replied = 1")).toBe(1);
    expect(await cursor()).not.toBe(before);
    expect(await sync()).toMatchObject({ storedCount: 0 });
  });

  it("says when the application last asked, as of before the provider answered", async () => {
    world.sandbox.advance(60_000);
    await sync();
    const { at } = await world.row<{ at: Date }>("select last_synced_at as at from inbox_connections where id = $1", [
      world.inboxId,
    ]);
    expect(at).toEqual(world.sandbox.now());
  });

  it("whose cursor expired loses nothing, over several pages and with errors between", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "lou@far.test");
    const before = await stored();
    await deliverMany(sent.email, sent.messageId, 300);
    await world.sandbox.control("expire-history", { mailbox: world.email });
    const app = inSmallPages(world.app);
    const reached = await cursor();
    await world.sandbox.control("faults", { provider: "gmail", path: "/messages/", kind: "500", rate: 0.006 });
    let outcome = await sync(app);
    expect(outcome).toMatchObject({ outcome: "failed" });
    expect(await cursor()).toBe(reached);
    for (let tries = 0; outcome.outcome === "failed" && tries < 60; tries++) outcome = await sync(app);
    await fetch(`${world.sandbox.sandbox.url}/_control/faults`, { method: "DELETE" });
    if (outcome.outcome === "failed") outcome = await sync(app);
    expect(outcome).toMatchObject({ outcome: "synced", isResync: true });
    expect(await stored()).toBe(before + 300);
    expect(await world.journeyOf(sent)).toMatchObject({ status: "replied" });
    expect(await sync()).toMatchObject({ outcome: "synced", isResync: false, storedCount: 0 });
  }, 60_000);

  it("is done by one at a time", async () => {
    const second = await withSyncLock(scopeOf(db, place.workspaceId), place.inboxId, () => sync());
    expect(second).toMatchObject({ outcome: "busy" });
    expect(await sync()).toMatchObject({ outcome: "synced" });
  });

  it("goes on past a message that cannot be stored, and keeps it raw", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "max@far.test");
    await db.pool.query("alter table messages add constraint no_poison check (subject <> 'Re: poison')");
    const poison = `From: ${sent.email}\r\nTo: ${world.email}\r\nSubject: Re: poison\r\nIn-Reply-To: ${sent.messageId}\r\n\r\nx`;
    await world.deliver(poison);
    await deliverMany(sent.email, sent.messageId, 1);
    expect(await sync()).toMatchObject({ outcome: "synced", storedCount: 1, failedCount: 1 });
    const failure = await world.row<{ raw: Buffer }>("select raw from inbound_failures limit 1");
    expect(failure.raw.toString()).toContain("Subject: Re: poison");
    await db.pool.query("alter table messages drop constraint no_poison");
    await world.sandbox.control("expire-history", { mailbox: world.email });
    expect(await sync()).toMatchObject({ isResync: true, failedCount: 0 });
    expect(await world.count("messages", "subject = 'Re: poison'")).toBe(1);
    expect(await world.count("inbound_failures", "resolved_at is null")).toBe(0);
  });

  it("ends with the reason when the mailbox was taken away", async () => {
    await world.sandbox.control("revoke", { mailbox: world.email });
    expect(await sync()).toMatchObject({ outcome: "disconnected" });
    expect(await sync()).toMatchObject({ outcome: "disconnected" });
    expect(await listInboxesToSync(world.app)).toEqual([]);
  });
});

describe("which mailboxes are due", () => {
  it("are those that nobody began to read for an interval", async () => {
    await db.pool.query(
      "update inbox_connections set status = 'active', status_reason = null, last_sync_started_at = now()",
    );
    expect(await listInboxesToSync(world.app)).toEqual([]);
    await db.pool.query("update inbox_connections set last_sync_started_at = now() - interval '61 seconds'");
    expect(await listInboxesToSync(world.app)).toEqual([place]);
  });
});

describe("reading all that are due", () => {
  it("goes on past a mailbox that cannot be read", async () => {
    await db.pool.query("update inbox_connections set last_sync_started_at = null, refresh_token_encrypted = 'broken'");
    const done = await syncDueInboxes(world.app);
    expect(done).toMatchObject([{ inboxId: world.inboxId, outcome: "failed" }]);
  });
});
