/** What must be true afterwards, read from the provider's ledger and only then compared with our own tables. */
import { sendJobIn } from "./calls.ts";
import { checkBooks } from "./check-books.ts";
import { checkDays, checkTenants, checkThreads } from "./check-mails.ts";
import { checkPatience } from "./check-patience.ts";
import type { CrashWorld } from "./crash-world.ts";
import type { Mailing, MailingStyle } from "./mailing.ts";
import type { Blow, Nemesis } from "./nemesis.ts";
import type { Run } from "./plan.ts";
import { type Row, readRows } from "./read-rows.ts";
import type { StrikeWorld } from "./strike-world.ts";
import { countBy, stepOf, told } from "./telling.ts";
import type { Transport } from "./transport.ts";

export type Checked = {
  runs: number;
  sends: number;
  /** Blows that met a mail in preparing, prepared or sending. */
  faults: number;
  duplicates: number;
  lost: number;
  uncertain: number;
  recoveryMs: number[];
  /** The blows after which it took longest, in words. */
  slowest: string[];
  /** Everything that is not as it must be, in sentences. */
  broken: string[];
  blows: Blow[];
};

const MOVING = ["preparing", "prepared", "sending"];
export async function checkCrash(run: {
  world: CrashWorld;
  mailings: Mailing[];
  endedAtMs: Map<string, number>;
  runs: Run[];
  style: MailingStyle;
}): Promise<Checked> {
  const { world, mailings, endedAtMs } = run;
  const { nemesis, fleet, strikes } = world;
  const mails = await strikes.ledger();
  const rows = await readRows(strikes.database);
  const blowOf = new Map(nemesis.blows.map((blow) => [blow.sendJobId, blow]));
  const broken = [...fleet.problems, ...nemesis.problems];
  const delivered = countBy(mails, (mail) => sendJobIn(mail.raw) ?? "");
  const toPerson = countBy(mails, (mail) => `${mail.to} ${stepOf(mail)}`);

  let duplicates = 0;
  for (const [what, count] of [...delivered, ...toPerson]) {
    if (count < 2 || what === "") continue;
    duplicates += what.includes("@") ? 0 : count - 1;
    const history = what.includes("@") ? "" : ` ${await historyOf(strikes, what)}`;
    broken.push(`I1 ${what} was delivered ${count} times (${told(blowOf.get(what))}).${history}`);
  }

  let lost = 0;
  let uncertain = 0;
  for (const row of rows) {
    const blow = blowOf.get(row.sendJobId);
    const count = delivered.get(row.sendJobId) ?? 0;
    const ends: readonly string[] =
      blow?.ends ?? (isStoppedByBlow(row, rows, blowOf) ? ["canceled", "sent"] : ["sent"]);
    const isByHand = blow?.cell.k === "K13";
    // Without a sent copy nobody can tell: a mail whose message was on its way to a server when its worker died.
    const isUnknowable = blow?.cell.ends.includes("uncertain") || isInTheWay(row, nemesis, strikes.transport, blow);
    if (row.status === "uncertain" && isUnknowable) continue;
    if (row.status === "uncertain") uncertain += 1;
    if (!ends.includes(row.status)) {
      lost += row.status === "sent" ? 0 : 1;
      broken.push(`I4 Mail ${row.sendJobId} ended ${row.status} (${row.reason ?? "no reason"}; ${told(blow)}).`);
    } else if (row.status === "sent" && count === 0 && !isByHand) {
      lost += 1;
      broken.push(`I4 Mail ${row.sendJobId} is sent for us, but not for the provider (${told(blow)}).`);
    } else if (row.status !== "sent" && row.status !== "uncertain" && count > 0) {
      broken.push(`I3 Mail ${row.sendJobId} is ${row.status}, but it was delivered (${told(blow)}).`);
    }
    if (row.status !== "sent" && !row.reason) broken.push(`Mail ${row.sendJobId} is ${row.status} without a reason.`);
  }
  for (const mailing of mailings) {
    const known = new Set(rows.filter((row) => row.campaignId === mailing.campaignId).map((row) => row.toEmail));
    const missing = mailing.addresses.filter((address) => !known.has(address));
    lost += missing.length;
    if (missing.length > 0) broken.push(`${missing.length} leads of ${mailing.campaignId} have no mail at all.`);
  }

  broken.push(...checkTenants(mails, rows), ...checkThreads(mails, rows, blowOf), ...(await checkBooks(world)));
  const rowOf = new Map(rows.map((row) => [row.sendJobId, row]));
  const timed = mails.flatMap(({ raw, mailbox }) => {
    const id = sendJobIn(raw) ?? "";
    const at = nemesis.acceptedAt.get(id);
    const clearedAt = rowOf.get(id)?.clearedAt;
    return at && clearedAt ? [{ mailbox, at, clearedAt }] : [];
  });
  broken.push(...checkDays(timed, run.style));
  broken.push(...(await checkPatience(world, rows)));
  const drafts = await strikes.draftsLeft();
  const byHand = nemesis.blows.filter((blow) => blow.cell.k === "K13").length;
  if (drafts > byHand) broken.push(`R11 ${drafts} drafts are left in the mailboxes.`);

  const recoveries = nemesis.blows.flatMap((blow) => {
    const at = endedAtMs.get(blow.sendJobId);
    return at === undefined || blow.cell.k === "K13" ? [] : [{ blow, ms: Math.max(0, at - blow.endedAtMs) }];
  });
  recoveries.sort((a, b) => b.ms - a.ms);

  return {
    runs: run.runs.length,
    sends: mails.length,
    faults: nemesis.blows.filter((blow) => MOVING.includes(blow.statusAtHit)).length,
    duplicates,
    lost,
    uncertain,
    recoveryMs: recoveries.map(({ ms }) => ms),
    slowest: recoveries.slice(0, 5).map(({ blow, ms }) => `${told(blow)}: well after ${ms} ms`),
    broken,
    blows: nemesis.blows,
  };
}

/** Direct submission only: a worker died, the database did, or time ran out, while this mail's message was on its way. */
function isInTheWay(row: Row, { blows, slowPosts }: Nemesis, transport: Transport, own?: Blow): boolean {
  const at = row.lastPostAt?.getTime();
  if (transport.name !== "smtp" || at === undefined) return false;
  if (slowPosts.has(row.sendJobId)) return true;
  // A struck mail ends as its blow says, whatever else happened at the time.
  if (own) return false;
  return blows.some(
    ({ cell, hitAtMs, endedAtMs }) => cell.reach !== "calm" && at > hitAtMs - 2_000 && at < endedAtMs + 2_000,
  );
}

/** A step that never came because the journey was stopped by a blow to another of its mails. */
function isStoppedByBlow(row: Row, rows: Row[], blowOf: Map<string, Blow>): boolean {
  return rows.some(
    (other) => other.leadId === row.leadId && blowOf.get(other.sendJobId)?.cell.ends.includes("canceled") === true,
  );
}

/** Every call about a mail as it was written down, and when its deliveries were accepted. */
async function historyOf(strikes: StrikeWorld, sendJobId: string): Promise<string> {
  const calls = await strikes.database.ask<{ told: string }>(
    `select concat_ws(' ', to_char(started_at, 'HH24:MI:SS.MS'), to_char(finished_at, 'SS.MS'), call, fence, outcome, detail) as told
     from send_attempts where send_job_id = $1 order by started_at`,
    [sendJobId],
  );
  const accepted = (await strikes.ledger()).filter(({ raw }) => sendJobIn(raw) === sendJobId);
  return [...calls.map(({ told }) => told), ...accepted.map(({ acceptedAt }) => `accepted ${acceptedAt}`)].join("; ");
}
