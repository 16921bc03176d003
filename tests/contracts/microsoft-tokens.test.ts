/** A Microsoft mailbox's tokens: renewed, rotated, refused. */
import { inspect } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { microsoftMailProvider } from "../../app/providers/microsoft/microsoft-mail-provider.ts";
import type { DraftOutbox, Mailbox } from "../../app/providers/ports.ts";
import { configAt, MIA, mailTo, microsoftWorld, outboxOf, refusal } from "./microsoft-world.ts";

const world = microsoftWorld();
const { control, openSession } = world;
let mailbox: Mailbox;
let outbox: DraftOutbox;

beforeEach(() => {
  ({ mailbox, outbox } = world);
});

describe("microsoft tokens", () => {
  it("refreshes ahead of expiry, and keeps the new refresh token", async () => {
    const session = await openSession(MIA, { accessTokenExpiresAt: new Date(Date.now() + 10_000) });
    const before = { ...session.tokens };
    const opened = world.provider.open(session);
    await opened.getHead("AAkALgnone", []);
    await opened.getHead("AAkALgnone", []);
    expect(world.refreshes).toHaveLength(1);
    expect(session.tokens.refreshToken).not.toBe(before.refreshToken);
    expect(session.tokens.accessToken).not.toBe(before.accessToken);
    expect(session.tokens.accessTokenExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it("survives a lost race: the old refresh token lives on for a while, and not for ever", async () => {
    const first = await openSession(MIA, { accessToken: null });
    const { refreshToken } = first.tokens;
    await world.provider.open(first).getHead("AAkALgnone", []);
    const second = await openSession(MIA, { accessToken: null, refreshToken });
    await world.provider.open(second).getHead("AAkALgnone", []);
    expect(world.refreshes).toHaveLength(2);
    await control("microsoft", { oldTokenMs: 0 });
    const third = await openSession(MIA, { accessToken: null });
    const old = third.tokens.refreshToken;
    await world.provider.open(third).getHead("AAkALgnone", []);
    const late = await openSession(MIA, { accessToken: null, refreshToken: old });
    expect((await refusal(world.provider.open(late).getHead("x", []))).kind).toBe("auth_revoked");
  });

  it("refreshes once after a 401 and repeats the call once", async () => {
    const session = await openSession(MIA, { accessToken: "EwB4dead" });
    const opened = world.provider.open(session);
    await opened.getHead("AAkALgnone", []);
    expect(world.refreshes).toHaveLength(1);
    await control("faults", { provider: "graph", kind: "401", times: 5 });
    expect(await refusal(opened.getHead("x", []))).toMatchObject({ kind: "auth_revoked", code: "reauth_required" });
    const { items } = await control<{ items: { timesLeft: number }[] }>("faults");
    expect(items[0]?.timesLeft).toBe(3);
  });

  it("tells a revoked mailbox from a refused application", async () => {
    const session = await openSession(MIA, { accessToken: null });
    const wrong = microsoftMailProvider(configAt(world.url, "wrong")).open(session);
    expect(await refusal(wrong.getHead("x", []))).toMatchObject({ kind: "auth_transient", code: "provider_failed" });
    await control("revoke", { mailbox: MIA });
    expect(await refusal(mailbox.getHead("x", []))).toMatchObject({ kind: "auth_revoked", code: "reauth_required" });
  });

  it("names a missing permission", async () => {
    const session = await openSession(MIA, {}, { scopes: ["Mail.Read", "User.Read"] });
    const call = outboxOf(world.provider.open(session)).createDraft(mailTo("bo@ex.test"), null);
    expect(await refusal(call)).toMatchObject({ kind: "scope_missing", code: "reauth_required" });
  });

  it("carries no token in an error", async () => {
    await control("faults", { provider: "graph", kind: "500" });
    const error = await refusal(outbox.createDraft(mailTo("bo@ex.test"), null));
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toContain(world.session.tokens.accessToken);
    expect(shown).not.toContain(world.session.tokens.refreshToken);
    expect(shown).not.toContain(mailTo("bo@ex.test").toString("base64").slice(0, 40));
  });
});
