/** What really happens to send_jobs.status in a database, against the table of arrows. */
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SEND_RULES } from "../../../app/domain/send-ledger.ts";
import { stopJourney } from "../../../app/use-cases/campaigns/stop-journey.server.ts";
import { resolveMail } from "../../../app/use-cases/sending/resolve-mail.server.ts";
import { retryFailedMail } from "../../../app/use-cases/sending/retry-failed-mail.server.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { type RecordedMove, recordMoves } from "../../setup/model/record-moves.ts";
import { launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";
import { DIVISOR, firstJob, journeyOf, TWO_STEPS, uncertainMail } from "./send-control-world.ts";

const world = await sendingWorld({ env: DIVISOR });
const seen = await recordMoves(world.db);
/** Longer than a lease (120 s) and a look (30 s), divided by 100. */
const LEASE_OVER_MS = 1_400;

/** Some rule joins the two, and treats the fence as the statement did. */
function isArrow({ from, to, isFenceRaised }: RecordedMove): boolean {
  const raises = (guard: string) => guard === "claim" || guard === "raise";
  return SEND_RULES.some((rule) => rule.from === from && rule.to === to && raises(rule.guard) === isFenceRaised);
}

/** One mail from a mailbox of its own, with this fault on this call. */
async function mailWith(name: string, fault: { path: string; kind: string } | null, body = "A question.") {
  const actor = await world.workspace();
  const inboxId = await world.openInbox(actor, `ana@${name}.test`);
  const steps = [{ delayDays: 0, subject: "Hello", body }];
  const campaignId = await launchTo(world, actor, { inboxId, emails: [`silent.lea@${name}.lead.test`], steps });
  if (fault) await world.control("faults", { provider: "gmail", times: 1, ...fault });
  await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
  return { actor, inboxId, campaignId };
}

describe("the ledger in the database", () => {
  it("moves by arrows of the table only, whatever happens to a mail", async () => {
    await mailWith("plain", null);
    await mailWith("lost", { path: "drafts/send", kind: "503_after_accept" });
    await mailWith("dropped", { path: "drafts/send", kind: "drop" });
    await mailWith("throttled", { path: "drafts/send", kind: "429" });
    await mailWith("nodraft", { path: "/drafts", kind: "503" });
    const refused = await mailWith("refused", { path: "drafts/send", kind: "400" });
    const { id: sendJobId } = await firstJob(world, refused.campaignId);
    await retryFailedMail(world.app, refused.actor, { sendJobId });
    const stopped = await mailWith("stopped", { path: "drafts/send", kind: "429" });
    const { lead_id: leadId } = await journeyOf(world, stopped.campaignId);
    await stopJourney(world.app, stopped.actor, { campaignId: stopped.campaignId, leadId });
    const actor = await world.workspace();
    const left = await uncertainMail(world, actor, "left");
    await resolveMail(world.app, actor, { sendJobId: left.sendJobId, outcome: "left" });
    const notLeft = await uncertainMail(world, actor, "notleft");
    await resolveMail(world.app, actor, { sendJobId: notLeft.sendJobId, outcome: "not_left" });
    const inboxId = await world.openInbox(actor, "ana@unwritten.test");
    const campaign = { inboxId, emails: ["silent.lea@unwritten.lead.test"], steps: TWO_STEPS };
    const unwritten = await launchTo(world, actor, campaign);
    await world.db.pool.query("update workspaces set postal_address = null where id = $1", [actor.workspaceId]);
    await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    expect((await firstJob(world, unwritten)).status).toBe("held");
    await world.db.pool.query("update workspaces set postal_address = 'Weg 1', updated_at = now() where id = $1", [
      actor.workspaceId,
    ]);
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    await world.advance(10 * MINUTE_MS);

    const moves = await seen();
    expect(moves.filter((move) => !isArrow(move))).toEqual([]);
    const walked = moves.map(({ from, to }) => `${from} → ${to}`);
    expect(walked).toEqual(
      expect.arrayContaining([
        "scheduled → preparing",
        "preparing → prepared",
        "preparing → scheduled",
        "preparing → held",
        "prepared → sending",
        "prepared → canceled",
        "sending → sent",
        "sending → prepared",
        "sending → failed",
        "sending → uncertain",
        "uncertain → sent",
        "uncertain → scheduled",
        "failed → scheduled",
        "scheduled → held",
        "held → scheduled",
      ]),
    );
  }, 60_000);
});
