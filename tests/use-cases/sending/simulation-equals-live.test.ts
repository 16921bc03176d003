/**
 * The property: a simulation tells, to the millisecond, what the live engine then does under the virtual clock. Four
 * workspaces always; SIMULATION_SEEDS=1-60 (or 7,12,40-45) compares those instead.
 */
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../../app/domain/calendar.ts";
import { simulateCampaign } from "../../../app/domain/simulate-campaign.ts";
import { readSend } from "../../../app/domain/simulated-sends.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { loadSimulation } from "../../../app/use-cases/sending/load-simulation.server.ts";
import { DAY_MS, sendingWorld } from "../../setup/sending-world.ts";
import { type ThrownWorkspace, throwWorkspace } from "./thrown-workspace.ts";

/** Real leases, time-outs and freshness are stretched: a busy machine must not end what the virtual clock has not. */
const world = await sendingWorld({ patience: 100 });

const SEEDS = seedsOf(process.env.SIMULATION_SEEDS ?? "1-4");
const LATER_MS = 19 * 3_600_000 + 61_000;
const HALF_DAYS = 2;
let comparedMails = 0;

function seedsOf(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

type Mail = { lead: string; stepNo: number; inbox: string; at: Date };
const line = ({ at, inbox, lead, stepNo }: Mail) => `${at.toISOString()} ${inbox} ${lead} ${stepNo}`;

/** What the simulation says now about the next `days` days, and whether the campaign is then done. */
async function foretell({ actor }: ThrownWorkspace, campaignId: string, days: number) {
  const choice = { seed: 1, days, replyRate: 0, bounceRate: 0, explain: { from: 0, count: 3 } };
  const facts = await loadSimulation(world.app, actor, { campaignId, ...choice });
  const { sends, finishedAt, explained } = simulateCampaign({ ...facts, calendar: createCalendar() });
  const mails = Array.from({ length: sends.count }, (_, index): Mail => {
    const { journey, stepNo, inbox, at } = readSend(sends, index);
    const [lead, sender] = [facts.journeys[journey]?.leadId ?? "", facts.inboxes[inbox]?.inbox.inboxId ?? ""];
    return { lead, stepNo, inbox: sender, at };
  });
  expect(explained.length).toBe(Math.min(3, mails.length));
  return { campaignId, before: await listSent(campaignId), lines: mails.map(line).sort(), finishedAt };
}

async function listSent(campaignId: string): Promise<string[]> {
  const { rows } = await world.db.pool.query<Mail>(
    `select lead_id as lead, step_no as "stepNo", inbox_id as inbox, sent_at as at from send_jobs
     where campaign_id = $1 and status = 'sent'`,
    [campaignId],
  );
  return rows.map(line).sort();
}

async function finishOf(campaignId: string): Promise<Date | null> {
  const { rows } = await world.db.pool.query<{ at: Date | null }>(
    `select case when c.status = 'completed' then max(j.sent_at) end as at from campaigns c
     left join send_jobs j on j.campaign_id = c.id and j.status = 'sent' where c.id = $1 group by c.status`,
    [campaignId],
  );
  return rows[0]?.at ?? null;
}

async function launch({ actor }: ThrownWorkspace, campaignId: string): Promise<void> {
  expect((await launchCampaign(world.app, actor, { campaignId })).outcome).toBe("launched");
}

describe("the simulation", () => {
  it.each(SEEDS)(
    "tells the exact times of what the live engine then sends (workspace %i)",
    async (seed) => {
      const thrown = await throwWorkspace(world, seed);
      const { campaignIds, days } = thrown;
      const [last = ""] = campaignIds.slice(-1);
      for (const campaignId of campaignIds.slice(0, -1)) await launch(thrown, campaignId);
      if (campaignIds.length > 1) await world.advance(LATER_MS);
      const foretold = [await foretell(thrown, last, days)];
      await launch(thrown, last);
      await world.advance(HALF_DAYS * DAY_MS);
      for (const campaignId of campaignIds) foretold.push(await foretell(thrown, campaignId, days - HALF_DAYS));
      await world.advance((days - HALF_DAYS) * DAY_MS);
      for (const { campaignId, before, lines, finishedAt } of foretold) {
        const sent = await listSent(campaignId);
        expect(sent.filter((mail) => !before.includes(mail))).toEqual(lines);
        if (finishedAt) expect(await finishOf(campaignId)).toEqual(finishedAt);
        comparedMails += lines.length;
      }
      if (process.env.SIMULATION_SEEDS)
        process.stdout.write(`workspace ${seed}: ${comparedMails} mails alike so far\n`);
      // The next workspace's clock need not stop for this one any more.
      await world.db.pool.query("update inbox_connections set status = 'disconnected', status_reason = 'done'");
      await world.db.pool.query("update campaigns set status = 'paused' where status = 'active'");
    },
    600_000,
  );
});
