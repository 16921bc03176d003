import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "../../app/context.ts";
import { sealInboxTokens } from "../../app/credentials/inbox-tokens.server.ts";
import { getInstanceKey } from "../../app/credentials/instance-keys.server.ts";
import { createSecretBox } from "../../app/credentials/secret-box.ts";
import { findTokenSession } from "../../app/credentials/token-session.server.ts";
import { withInboxTokens } from "../../app/credentials/with-inbox-tokens.server.ts";
import type { Actor } from "../../app/domain/actor.ts";
import { AppError, ProviderError, type ProviderErrorKind } from "../../app/domain/errors.ts";
import { newId } from "../../app/domain/ids.ts";
import type { Mailbox, MailSession } from "../../app/providers/ports.ts";
import { deleteInboxTokens, updateInboxTokens } from "../../db/queries/inbox-tokens.ts";
import { inTransaction, type Scope, scopeOf } from "../../db/scope.ts";
import { insertWorkspace, testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";

const db = await testDatabase();
let app: AppContext;
let actor: Actor;
let scope: Scope;
let inboxId: string;

async function addInbox(owner: Actor, email: string, refreshToken: string): Promise<string> {
  const id = newId();
  await db.pool.query(
    "insert into inbox_connections (workspace_id, id, provider, email) values ($1, $2, 'gmail', $3)",
    [owner.workspaceId, id, email],
  );
  await store(scopeOf(db, owner.workspaceId), id, refreshToken);
  return id;
}

const store = (place: Scope, id: string, refreshToken: string) =>
  inTransaction(place, (scope) => {
    const tokens = { accessToken: "access-1", accessTokenExpiresAt: new Date("2026-11-24T10:00:00Z"), refreshToken };
    return updateInboxTokens(
      scope,
      id,
      sealInboxTokens(app.secretBox, { workspaceId: scope.workspaceId, inboxId: id }, tokens),
    );
  });
const row = async (id = inboxId) =>
  (await db.pool.query("select * from inbox_connections where id = $1", [id])).rows[0];
async function sessionOf(id = inboxId, place = scope): Promise<MailSession> {
  const opened = await findTokenSession(app, place, id);
  if (!opened) throw new AppError("reauth_required", "no tokens");
  return opened.session;
}
const tokens = async (id = inboxId) => (await sessionOf(id)).tokens;
const refusal = (kind: ProviderErrorKind) =>
  new ProviderError({ kind, provider: "google", message: `Google says ${kind}.`, delivery: "not_sent" });
const refreshed = {
  accessToken: "access-2",
  accessTokenExpiresAt: new Date("2026-11-24T11:00:00Z"),
  refreshToken: null,
};

beforeEach(async () => {
  app = testApp(db, { providers: { gmail: { open: () => ({ close: async () => undefined }) as Mailbox } } });
  actor = await insertWorkspace(db);
  scope = scopeOf(db, actor.workspaceId);
  inboxId = await addInbox(actor, "ana@acme.test", "refresh-1");
});

describe("inbox tokens", () => {
  it("are handed to the call and stored sealed", async () => {
    expect(await sessionOf()).toMatchObject({
      timeoutMs: app.config.intervals.httpTimeoutMs,
      tokens: {
        accessToken: "access-1",
        refreshToken: "refresh-1",
        accessTokenExpiresAt: new Date("2026-11-24T10:00:00Z"),
      },
    });
    expect(JSON.stringify(await row())).not.toMatch(/access-1|refresh-1/);
  });

  it("do not open in another row: swapped by hand, both are refused", async () => {
    const otherId = await addInbox(actor, "bo@acme.test", "refresh-9");
    await db.pool.query(
      `update inbox_connections i set refresh_token_encrypted = o.refresh_token_encrypted, access_token_encrypted = o.access_token_encrypted
       from inbox_connections o where i.id <> o.id and i.id in ($1, $2) and o.id in ($1, $2)`,
      [inboxId, otherId],
    );
    await expect(tokens()).rejects.toMatchObject({ code: "internal" });
    await expect(tokens(otherId)).rejects.toMatchObject({ code: "internal" });
  });

  it("do not open in another column", async () => {
    await db.pool.query("update inbox_connections set access_token_encrypted = refresh_token_encrypted where id = $1", [
      inboxId,
    ]);
    await expect(tokens()).rejects.toMatchObject({ code: "internal" });
  });

  it("are out of reach for another workspace", async () => {
    const stranger = scopeOf(db, (await insertWorkspace(db)).workspaceId);
    await expect(withInboxTokens(app, stranger, inboxId, async () => 1)).rejects.toMatchObject({ code: "not_found" });
  });

  it("are saved when they are refreshed; a rotated refresh token replaces the old one", async () => {
    expect(await (await sessionOf()).renew(async () => refreshed)).toBe("access-2");
    expect(await tokens()).toMatchObject({ accessToken: "access-2", refreshToken: "refresh-1" });
    const session = await sessionOf();
    await session.renew(async () => ({ ...refreshed, accessToken: "access-3", refreshToken: "refresh-2" }));
    await session.renew(async () => ({ ...refreshed, accessToken: "access-4", refreshToken: "refresh-3" }));
    expect(await tokens()).toMatchObject({ accessToken: "access-4", refreshToken: "refresh-3" });
  });

  it("of a new connection are not overwritten by a call that still has the old ones", async () => {
    const session = await sessionOf();
    await session.renew(async () => {
      await store(scope, inboxId, "refresh-new");
      return refreshed;
    });
    expect(await tokens()).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-new" });
  });

  it("do not come back after a disconnect", async () => {
    const session = await sessionOf();
    await session.renew(async () => {
      await inTransaction(scope, (scope) => deleteInboxTokens(scope, inboxId));
      return refreshed;
    });
    await expect(session.renew(async () => refreshed)).rejects.toMatchObject({ code: "reauth_required" });
    expect(await row()).toMatchObject({ access_token_encrypted: null, refresh_token_encrypted: null });
    await expect(tokens()).rejects.toMatchObject({ code: "reauth_required" });
  });

  it("are renewed by one worker at a time: twenty that ask together make one call, and no rotation is lost", async () => {
    let calls = 0;
    const exchange = async (refreshToken: string) => {
      calls++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { ...refreshed, accessToken: `after-${refreshToken}`, refreshToken: `${refreshToken}+` };
    };
    const sessions = await Promise.all(Array.from({ length: 20 }, () => sessionOf()));
    const given = await Promise.all(sessions.map((session) => session.renew(exchange)));
    expect(calls).toBe(1);
    expect(new Set(given)).toEqual(new Set(["after-refresh-1"]));
    expect(await tokens()).toMatchObject({ accessToken: "after-refresh-1", refreshToken: "refresh-1+" });
  });

  it("are asked for by the next worker when the first one's call fails or its process dies", async () => {
    const [first, second] = [await sessionOf(), await sessionOf()];
    await expect(first.renew(() => Promise.reject(refusal("transient")))).rejects.toMatchObject({ kind: "transient" });
    expect(await second.renew(async () => refreshed)).toBe("access-2");
    await db.pool.query(
      "update inbox_connections set token_lease_until = clock_timestamp() + interval '300 ms' where id = $1",
      [inboxId],
    );
    const third = await sessionOf();
    expect(await third.renew(async () => ({ ...refreshed, accessToken: "access-9" }))).toBe("access-9");
  });

  it("move to the current key while keys rotate", async () => {
    const [old, current] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
    app = { ...app, secretBox: createSecretBox(old) };
    await store(scope, inboxId, "refresh-1");
    app = { ...app, secretBox: createSecretBox(current, old) };
    await (await sessionOf()).renew(async () => refreshed);
    app = { ...app, secretBox: createSecretBox(current) };
    expect(await tokens()).toMatchObject({ refreshToken: "refresh-1" });
  });
});

describe("a refused inbox", () => {
  const failWith = (error: unknown) => withInboxTokens(app, scope, inboxId, () => Promise.reject(error));

  it.each(["auth_revoked", "scope_missing", "blocked"] as const)(
    "is disconnected with the reason after %s",
    async (kind) => {
      const error = refusal(kind);
      await expect(failWith(error)).rejects.toBe(error);
      expect(await row()).toMatchObject({
        status: "disconnected",
        status_reason: `Google says ${kind}.`,
        refresh_token_encrypted: null,
        access_token_encrypted: null,
      });
    },
  );

  it.each(["transient", "rate_limited", "auth_transient", "ambiguous", "not_found"] as const)(
    "stays as it is after %s",
    async (kind) => {
      const before = await row();
      await expect(failWith(refusal(kind))).rejects.toMatchObject({ kind });
      expect(await row()).toEqual(before);
    },
  );

  it("stays active when it was connected again while the old token was refused", async () => {
    await expect(
      withInboxTokens(app, scope, inboxId, async () => {
        await store(scope, inboxId, "refresh-new");
        throw refusal("auth_revoked");
      }),
    ).rejects.toMatchObject({ kind: "auth_revoked" });
    expect(await row()).toMatchObject({ status: "active" });
    expect(await tokens()).toMatchObject({ refreshToken: "refresh-new" });
  });
});

describe("instance keys", () => {
  it("are made once, by whoever is first, and differ by name", async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, () => getInstanceKey(app, "hash")));
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect((await getInstanceKey(app, "unsubscribe")).equals(keys[0] ?? Buffer.alloc(0))).toBe(false);
    const { rows } = await db.pool.query("select key_encrypted from instance_keys");
    expect(rows.every((stored) => stored.key_encrypted.startsWith("v1:"))).toBe(true);
  });

  it("do not open under another encryption key, and are not made anew", async () => {
    await getInstanceKey(app, "hash").catch(() => undefined);
    await expect(getInstanceKey(testApp(db), "hash")).rejects.toMatchObject({ code: "internal" });
  });
});
