import { describe, expect, it } from "vitest";
import { cleanUp } from "../../../app/use-cases/system/clean-up.server.ts";
import { sweepDrafts } from "../../../app/use-cases/system/sweep-drafts.server.ts";
import { draftsOf } from "../../setup/drafts-of.ts";
import { launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "100" } });

describe("the nightly sweep of drafts", () => {
  it("deletes the orphan of a call whose answer was lost, and leaves the owner's own drafts", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@orphans.test");
    const tokens = await world.control<{ accessToken: string }>("mailboxes", { email: "ana@orphans.test" });
    const session = {
      tokens: {
        accessToken: tokens.accessToken,
        accessTokenExpiresAt: new Date(Date.now() + 3_600_000),
        refreshToken: "r",
      },
      renew: async () => tokens.accessToken,
      timeoutMs: 5_000,
    };
    const { gmail } = world.app.providers;
    const own = await draftsOf(gmail, session).createDraft(
      Buffer.from("From: ana@orphans.test\r\nTo: x@y.test\r\nSubject: mine\r\n\r\nmine"),
      null,
    );
    await world.control("faults", { provider: "gmail", path: "drafts", kind: "503_after_accept", times: 1 });
    await launchTo(world, actor, { inboxId, emails: ["silent.o@lead.test"] });
    await world.advance(5 * MINUTE_MS);
    expect(await world.accepted("ana@orphans.test")).toHaveLength(1);
    expect((await draftsOf(gmail, session).listDrafts(null)).drafts).toHaveLength(2);
    expect(await sweepDrafts(world.app)).toEqual({ deletedCount: 1 });
    expect((await draftsOf(gmail, session).listDrafts(null)).drafts.map((draft) => draft.draftId)).toEqual([
      own.draftId,
    ]);
  });
});

describe("the night's tidying", () => {
  it("removes ended sessions and keeps the others", async () => {
    const actor = await world.workspace();
    const insert =
      "insert into sessions (id, token_hash, user_id, workspace_id, expires_at) values (gen_random_uuid(), $1, $2, $3, now() + $4::interval)";
    await world.db.pool.query(insert, [Buffer.from("ended"), actor.userId, actor.workspaceId, "-1 hour"]);
    await world.db.pool.query(insert, [Buffer.from("open"), actor.userId, actor.workspaceId, "1 hour"]);
    await cleanUp(world.app);
    const { rows } = await world.db.pool.query("select token_hash from sessions");
    expect(rows.map((row) => row.token_hash.toString())).toEqual(["open"]);
  });
});
