import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { readUnsubscribe } from "../../../app/use-cases/unsubscribe/read-unsubscribe.server.ts";
import { unsubscribe } from "../../../app/use-cases/unsubscribe/unsubscribe.server.ts";
import { testDatabase } from "../../setup/database.ts";
import { openMailboxWorld, type SentFirst } from "../sync/mailbox-world.ts";

const db = await testDatabase();
const world = await openMailboxWorld(db);
afterAll(() => world.sandbox.close());

async function linkOf(sent: SentFirst): Promise<string> {
  const token = `token-of-${sent.firstJobId}`;
  const hash = createHash("sha256").update(token).digest();
  await db.pool.query("update send_jobs set unsubscribe_token_hash = $2 where id = $1", [sent.firstJobId, hash]);
  return token;
}

describe("unsubscribe link", () => {
  it("changes nothing when it is only opened", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "kim@far.test");
    const token = await linkOf(sent);
    expect(await readUnsubscribe(world.app, token)).toEqual({
      workspaceName: "Acme",
      toEmail: "k…@far.test",
      isDone: false,
    });
    expect(await world.journeyOf(sent)).toMatchObject({ status: "waiting" });
    expect(await world.count("suppressions")).toBe(0);
  });

  it("stops the person in both campaigns, bars the address and says so afterwards", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "lou@far.test");
    const other = await world.insertJourney(await world.insertCampaign(), sent.leadId);
    const token = await linkOf(sent);
    expect(await unsubscribe(world.app, token)).toEqual({ outcome: "unsubscribed", stoppedCount: 2 });
    for (const journey of [sent, other]) {
      expect(await world.journeyOf(journey)).toEqual({
        status: "unsubscribed",
        status_reason: "They used the unsubscribe link.",
      });
    }
    expect(await world.jobStatus(sent.nextJobId)).toBe("canceled");
    expect(await world.jobStatus(other.jobId)).toBe("canceled");
    expect(
      await world.count("suppressions", "email = 'lou@far.test' and reason = 'unsubscribe' and source = 'link'"),
    ).toBe(1);
    expect(await readUnsubscribe(world.app, token)).toMatchObject({ isDone: true });
  });

  it("counts a person once, however often and at once it is pressed", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "max@far.test");
    const token = await linkOf(sent);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => unsubscribe(world.app, token)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(5).fill("unsubscribed"));
    expect(await world.count("suppressions", "email = 'max@far.test'")).toBe(1);
    const campaign = await world.row<{ campaign_id: string }>("select campaign_id from campaign_leads where id = $1", [
      sent.campaignLeadId,
    ]);
    expect(
      await world.row("select sum(unsubscribed)::int as n from daily_stats where campaign_id = $1", [
        campaign.campaign_id,
      ]),
    ).toEqual({ n: 1 });
  });

  it("knows no link that nobody was sent", async () => {
    expect(await unsubscribe(world.app, "a-token-of-nobody-at-all")).toEqual({ outcome: "unknown_token" });
    expect(await readUnsubscribe(world.app, "../../etc/passwd")).toBeUndefined();
  });
});
