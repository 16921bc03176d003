import { describe, expect, it } from "vitest";
import { createCalendar } from "../../../app/domain/calendar.ts";
import { simulateCampaign } from "../../../app/domain/simulate-campaign.ts";
import { readSend } from "../../../app/domain/simulated-sends.ts";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import { loadSimulation } from "../../../app/use-cases/sending/load-simulation.server.ts";
import { DAY_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld({ startAt: "2026-12-22T09:00:00Z" });

const DAYS = 8;
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];
const COUNTRIES = ["DE", "US", "IN", "NZ"];

/** A small generator of whole numbers below `below`, the same for the same seed. Source: mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const clockTime = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

/** A workspace with two inboxes, one campaign that runs and one draft: all their settings thrown by the seed. */
async function throwCampaign(seed: number) {
  const roll = dice(seed);
  const { app, db } = world;
  const actor = await world.workspace();
  const zone = ZONES[roll(ZONES.length)] ?? "UTC";
  await db.pool.query("update workspaces set company_spread = $2, time_zone = $3 where id = $1", [
    actor.workspaceId,
    1 + roll(3),
    zone,
  ]);
  const inboxIds: string[] = [];
  for (const name of ["ana", "ben"]) {
    // Eighteen hours and the campaign's twelve meet in any two zones.
    const start = roll(6);
    const over = {
      time_zone: ZONES[roll(ZONES.length)],
      country: COUNTRIES[roll(COUNTRIES.length)],
      window_start: clockTime(start),
      window_end: clockTime(start + 18),
      cap_per_day: 2 + roll(4),
      min_gap_seconds: roll(3) * 400,
      ramp: roll(2) === 0 ? null : JSON.stringify({ startPerDay: 1 + roll(2), addPerDay: 1 }),
    };
    inboxIds.push(await world.openInbox(actor, `${name}@s${seed}.test`, over));
  }
  const campaignIds: string[] = [];
  for (const name of ["running", "draft"]) {
    const emails = Array.from({ length: 5 }, (_, index) => `silent.${name}${index}@co${roll(3)}-${seed}.test`);
    const leadIds = await world.insertLeads(actor, emails);
    for (const leadId of leadIds) {
      const place = roll(ZONES.length);
      await db.pool.query("update leads set time_zone = $2, country = $3 where id = $1", [
        leadId,
        ZONES[place],
        roll(3) === 0 ? null : COUNTRIES[place],
      ]);
    }
    const start = roll(10);
    const { campaignId } = await createCampaign(app, actor, {
      name,
      inboxIds,
      window: { days: [1, 2, 3, 4, 5, 6, 7], start: clockTime(start), end: clockTime(start + 12) },
      timeZoneMode: roll(2) === 0 ? "lead" : "inbox",
      holidays: roll(2) === 0,
    });
    const steps = [0, roll(3), 1 + roll(3)].map((delayDays, index) => ({
      delayDays,
      businessDays: roll(2) === 0,
      variants: [{ subject: index === 0 ? "Hello" : "", body: "A question." }],
    }));
    await saveSequence(app, actor, { campaignId, sequence: { steps } });
    await addLeads(app, actor, { campaignId, leads: { leadIds } });
    campaignIds.push(campaignId);
  }
  const [running = "", draft = ""] = campaignIds;
  return { actor, running, draft };
}

describe("the simulation", () => {
  it.each([1, 2, 3])(
    "tells the exact times of what the live engine then sends (campaign %i)",
    async (seed) => {
      const { app, db } = world;
      const { actor, running, draft } = await throwCampaign(seed);
      expect((await launchCampaign(app, actor, { campaignId: running })).outcome).toBe("launched");
      // The other campaign is on its way when this one is previewed.
      await world.advance(DAY_MS);
      const choice = { seed, days: DAYS, replyRate: 0, bounceRate: 0, explain: { from: 0, count: 3 } };
      const facts = await loadSimulation(app, actor, { campaignId: draft, ...choice });
      const simulation = simulateCampaign({ ...facts, calendar: createCalendar() });
      expect((await launchCampaign(app, actor, { campaignId: draft })).outcome).toBe("launched");
      await world.advance(DAYS * DAY_MS);
      const planned = Array.from({ length: simulation.sends.count }, (_, index) => {
        const { journey, stepNo, inbox, at } = readSend(simulation.sends, index);
        return { lead: facts.journeys[journey]?.leadId, stepNo, inbox: facts.inboxes[inbox]?.inbox.inboxId, at };
      });
      const { rows } = await db.pool.query(
        `select lead_id as lead, step_no as "stepNo", inbox_id as inbox, sent_at as at from send_jobs
       where campaign_id = $1 and status = 'sent' order by sent_at, inbox_id, lead_id, step_no`,
        [draft],
      );
      const key = (one: { at: Date; inbox?: string; lead?: string; stepNo: number }) =>
        `${one.at.toISOString()} ${one.inbox} ${one.lead} ${one.stepNo}`;
      expect(rows.map(key).sort()).toEqual(planned.map(key).sort());
      expect(planned.length).toBeGreaterThan(3);
      expect(simulation.explained.length).toBe(Math.min(3, planned.length));
      // The next campaign's clock need not read these mailboxes any more.
      await db.pool.query("update inbox_connections set status = 'disconnected', status_reason = 'done'");
    },
    120_000,
  );
});
