/**
 * The server dies fifty times at the worst moments of a mail, and still every person gets every step once. The moments
 * come from one seed: CRASH_SEED=… tells a run again.
 */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DyingServer, type LedgerMail, startDyingServer } from "../setup/kills/dying-server.ts";
import { KILL_KINDS } from "../setup/kills/kill-plan.ts";

const SEED = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31));
const KILLS = 50;
const LEADS = 60;
const STEPS = 2;
const LIVE_WITHIN_MS = 10 * 60_000;

let world: DyingServer;
let mails: LedgerMail[];

beforeAll(async () => {
  world = await startDyingServer({
    seed: SEED,
    killCount: KILLS,
    leadCount: LEADS,
    inboxes: ["nora@nilsen.test", "ole@nilsen.test", "pia@nilsen.test"],
  });
  await world.liveOn(LIVE_WITHIN_MS);
  mails = await world.ledger();
}, LIVE_WITHIN_MS + 120_000);

afterAll(async () => {
  await world?.stop();
});

describe(`a server killed fifty times while it mails (CRASH_SEED=${SEED})`, () => {
  it("died at every kind of moment, with the outcome open", () => {
    const count = (kind: string, status?: string) =>
      world.deaths.filter((death) => death.kind === kind && (status === undefined || death.status === status)).length;
    expect(world.deaths).toHaveLength(KILLS);
    for (const kind of KILL_KINDS) expect(count(kind), kind).toBeGreaterThanOrEqual(10);
    for (const kind of ["before_call", "after_accept"]) expect(count(kind, "sending"), kind).toBe(count(kind));
    expect(count("before_settle", "sending")).toBeGreaterThanOrEqual(5);
  });

  it("mailed nobody twice by one step, and nobody too little", () => {
    const got = mails.map((mail) => `${mail.to} ${/^re: /i.test(mail.subject) ? 2 : 1}`).sort();
    const due = world.mailing.addresses.flatMap((address) => [`${address} 1`, `${address} 2`]).sort();
    expect(got).toEqual(due);
  });

  it("sent each job of the ledger once, and holds no doubt", async () => {
    const { rows } = await world.database.query<{ id: string; status: string }>("select id, status from send_jobs");
    expect(rows.filter((row) => row.status !== "sent")).toEqual([]);
    expect(mails.map(jobOf).sort()).toEqual(rows.map((row) => row.id).sort());
  });

  it("threads each follow-up into the first mail", () => {
    const first = new Map(mails.filter((mail) => !/^re: /i.test(mail.subject)).map((mail) => [mail.to, mail]));
    const followUps = mails.filter((mail) => /^re: /i.test(mail.subject));
    expect(followUps).toHaveLength(LEADS);
    for (const mail of followUps) {
      expect(mail.threadId).toBe(first.get(mail.to)?.threadId);
      expect(headerOf(mail, "In-Reply-To")).toBe(first.get(mail.to)?.messageId);
    }
  });

  it("counts every mail once: in the conversations, the statistics, the days and the journeys", async () => {
    const { rows } = await world.database.query(`select
      (select count(*)::int from messages where direction = 'outbound') as messages,
      (select sum(sent)::int from daily_stats) as stats,
      (select sum(sent)::int from inbox_days) as days,
      (select sum(reserved)::int from inbox_days) as slots,
      (select count(*)::int from campaign_leads where status = 'completed') as journeys,
      (select array_agg(status) from campaigns) as campaigns`);
    const total = LEADS * STEPS;
    expect(rows[0]).toEqual({
      messages: total,
      stats: total,
      days: total,
      slots: total,
      journeys: LEADS,
      campaigns: ["completed"],
    });
  });
});

function headerOf(mail: LedgerMail, name: string): string {
  const head = mail.raw.slice(0, mail.raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
}

/** The attempt header begins with the job's id. */
function jobOf(mail: LedgerMail): string {
  return headerOf(mail, "X-LeadBitz-Attempt").slice(0, 36);
}
