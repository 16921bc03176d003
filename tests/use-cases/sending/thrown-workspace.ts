/**
 * Workspaces thrown by a seed: inboxes, campaigns, sequences and leads with every setting that has a say in when a mail may
 * go. The same seed throws the same workspace.
 */
import type { Actor } from "../../../app/domain/actor.ts";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import type { SendingWorld } from "../../setup/sending-world.ts";

type Dice = (below: number) => number;

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Pacific/Chatham",
  "America/Santiago",
  "Africa/Cairo",
];
const COUNTRIES = ["DE", "US", "IN", "NZ", "AU", "CA", "NZ", "CL", "EG"];

/** Around changes of the clock, the end of a year, Christmas and Easter; and days on which nothing happens. */
const STARTS = [
  "2026-10-22T21:47:10Z",
  "2026-10-29T03:00:00Z",
  "2027-03-11T16:20:05Z",
  "2027-03-25T09:00:00Z",
  "2027-04-01T22:15:00Z",
  "2026-12-22T09:00:00Z",
  "2026-12-29T23:59:59Z",
  "2026-09-23T12:34:56Z",
  "2027-06-07T07:00:00Z",
];

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const WORKING_DAYS = [1, 2, 3, 4, 5];

/** A small generator of whole numbers below `below`, the same for the same seed. Source: mulberry32. */
function dice(seed: number): Dice {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function pick<T>(roll: Dice, [first, ...others]: readonly [T, ...T[]]): T {
  const place = roll(others.length + 1);
  return place === 0 ? first : (others[place - 1] ?? first);
}

const zoneOf = (roll: Dice) => ZONES[roll(ZONES.length)] ?? "UTC";
const clockTime = (hour: number) => (hour >= 24 ? "24:00" : `${String(hour).padStart(2, "0")}:00`);

/** A window of so many hours, or the whole day as the settings page writes it. */
function throwWindow(roll: Dice, hours: number) {
  if (roll(3) === 0) return { start: "00:00", end: "23:59" };
  const start = roll(25 - hours);
  return { start: clockTime(start), end: clockTime(start + hours) };
}

export type ThrownWorkspace = {
  actor: Actor;
  startAt: Date;
  days: number;
  /** The last one is to be launched a day later than the others. */
  campaignIds: string[];
  roll: Dice;
};

/** Sets the clock and makes the workspace; its campaigns are drafts. */
export async function throwWorkspace(world: SendingWorld, seed: number): Promise<ThrownWorkspace> {
  const roll = dice(seed);
  const { db } = world;
  const startAt = new Date(STARTS[seed % STARTS.length] ?? 0);
  await world.setNow(startAt);
  const actor = await world.workspace();
  await db.pool.query("update workspaces set company_spread = $2, time_zone = $3 where id = $1", [
    actor.workspaceId,
    pick(roll, [1, 2, 3, null]),
    zoneOf(roll),
  ]);
  const inboxIds: string[] = [];
  for (const name of ["ana", "ben", "cem"].slice(0, 1 + roll(3)))
    inboxIds.push(await world.openInbox(actor, `${name}@s${seed}.test`, throwInbox(roll)));
  const campaignIds: string[] = [];
  for (const name of ["first", "second", "last"].slice(roll(3))) {
    const campaignId = await throwCampaign(world, { actor, seed, roll, name, inboxIds: throwSome(roll, inboxIds) });
    campaignIds.push(campaignId);
  }
  return { actor, startAt, days: 4 + roll(6), campaignIds, roll };
}

function throwInbox(roll: Dice) {
  const place = roll(ZONES.length);
  const { start, end } = throwWindow(roll, 18);
  return {
    time_zone: ZONES[place],
    country: pick(roll, [COUNTRIES[place] ?? null, null]),
    window_days: pick(roll, [WEEK, WEEK, WORKING_DAYS]),
    window_start: start,
    window_end: end,
    cap_per_day: pick(roll, [1, 2, 3, 5]),
    min_gap_seconds: pick(roll, [0, 60, 400, 800, 5_400]),
    ramp: roll(2) === 0 ? null : JSON.stringify({ startPerDay: 1 + roll(2), addPerDay: roll(2) }),
  };
}

async function throwCampaign(
  world: SendingWorld,
  given: { actor: Actor; seed: number; roll: Dice; name: string; inboxIds: string[] },
): Promise<string> {
  const { app } = world;
  const { actor, seed, roll, name, inboxIds } = given;
  const leadIds = await throwLeads(world, given);
  const { campaignId } = await createCampaign(app, actor, {
    name,
    inboxIds,
    window: { days: pick(roll, [WEEK, WORKING_DAYS]), ...throwWindow(roll, 12) },
    timeZone: pick(roll, [null, zoneOf(roll)]),
    timeZoneMode: pick(roll, ["lead", "inbox"]),
    holidays: roll(2) === 0,
  });
  const steps = [0, roll(3), 1 + roll(3), roll(2)].slice(0, 1 + roll(4)).map((delayDays, index) => ({
    delayDays,
    businessDays: roll(2) === 0,
    variants: [{ subject: index === 0 ? `Hello ${seed}` : "", body: "A question." }],
  }));
  await saveSequence(app, actor, { campaignId, sequence: { steps } });
  await addLeads(app, actor, { campaignId, leads: { leadIds } });
  return campaignId;
}

/** People of few companies, some without a zone, a country or a company of their own. */
async function throwLeads(
  world: SendingWorld,
  { actor, seed, roll, name }: { actor: Actor; seed: number; roll: Dice; name: string },
): Promise<string[]> {
  const emails = Array.from({ length: 2 + roll(5) }, (_, index) => {
    const host = roll(6) === 0 ? "gmail.com" : `co${roll(3)}-${seed}.test`;
    return `silent.${name}${index}.${seed}@${host}`;
  });
  const leadIds = await world.insertLeads(actor, emails);
  for (const leadId of leadIds) {
    const place = roll(ZONES.length);
    const [zone, country] = [roll(4) === 0 ? null : ZONES[place], roll(3) === 0 ? null : COUNTRIES[place]];
    await world.db.pool.query(
      `update leads set time_zone = $2, country = $3,
         company_domain = case when email like '%@gmail.com' then null else company_domain end where id = $1`,
      [leadId, zone, country],
    );
  }
  return leadIds;
}

/** At least one of them. */
function throwSome(roll: Dice, all: string[]): string[] {
  const some = all.filter(() => roll(2) === 0);
  return some.length > 0 ? some : all.slice(0, 1);
}
