import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

/** Lease 12 s, time-out of a call 3 s. */
const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "10" } });
const STUCK = 4;
/** Much less than one time-out for each mail of the silent mailbox. */
const WITHIN_MS = 5_000;

it("takes up the mails of one mailbox although another one does not answer", async () => {
  const actor = await world.workspace();
  await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "503_after_accept", times: STUCK + 1 });
  const silent = await orphans("ana@silent.test", STUCK);
  const [other] = await orphans("bo@other.test", 1);
  await age(silent, 60);
  for (const { draftId } of silent) {
    await world.control("faults", {
      provider: "gmail",
      path: `drafts/${draftId}`,
      kind: "slow",
      delayMs: 60_000,
      times: 9,
    });
  }
  const sweeping = sweepSends(world.app);
  let status = "";
  for (const until = Date.now() + WITHIN_MS; Date.now() < until && status !== "sent"; await wait(50)) {
    const { rows } = await world.db.pool.query("select status from send_jobs where id = $1", [other?.sendJobId]);
    status = rows[0].status;
  }
  await sweeping;
  expect(status).toBe("sent");

  async function orphans(email: string, count: number): Promise<{ sendJobId: string; draftId: string }[]> {
    const inboxId = await world.openInbox(actor, email, { min_gap_seconds: 0 });
    const emails = Array.from({ length: count }, (_, index) => `lea${index}@${email.replace("@", ".")}`);
    const campaignId = await launchTo(world, actor, { inboxId, emails });
    await world.advance(MINUTE_MS);
    const { rows } = await world.db.pool.query(
      `select id as "sendJobId", draft_id as "draftId" from send_jobs where campaign_id = $1 and status = 'sending'`,
      [campaignId],
    );
    expect(rows).toHaveLength(count);
    await age(rows, 1);
    return rows;
  }
});

async function age(jobs: { sendJobId: string }[], seconds: number): Promise<void> {
  await world.db.pool.query("update send_jobs set lease_until = now() - make_interval(secs => $2) where id = any($1)", [
    jobs.map((job) => job.sendJobId),
    seconds,
  ]);
}
