/** What must be true afterwards, read from the provider's ledger and only then compared with our own tables. */
import { sendJobIn } from "./calls.ts";
import { CLOCK_STEP_MS } from "./clock.ts";
import type { CrashWorld } from "./crash-world.ts";
import type { Mailing, MailingStyle } from "./mailing.ts";
import type { Blow } from "./nemesis.ts";
import type { Run } from "./plan.ts";
import { headerIn, type Row, readRows } from "./read-rows.ts";
import type { LedgerMail } from "./strike-world.ts";
import { RETRY_AFTER_SECONDS, type Transport } from "./transport.ts";

export type Checked = {
  runs: number;
  sends: number;
  /** Blows that met a mail in preparing, prepared or sending. */
  faults: number;
  duplicates: number;
  lost: number;
  uncertain: number;
  recoveryMs: number[];
  /** Everything that is not as it must be, in sentences. */
  broken: string[];
  blows: Blow[];
};

const MOVING = ["preparing", "prepared", "sending"];
/** More calls of one kind about one mail are a busy loop: two blows, a refused token and a look each leave one or two. */
const MAX_CALLS_OF_A_KIND = 12;

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
    broken.push(`I1 ${what} was delivered ${count} times (${told(blowOf.get(what))}).`);
  }

  let lost = 0;
  let uncertain = 0;
  for (const row of rows) {
    const blow = blowOf.get(row.sendJobId);
    const count = delivered.get(row.sendJobId) ?? 0;
    const ends: readonly string[] =
      blow?.cell.ends ?? (isStoppedByBlow(row, rows, blowOf) ? ["canceled", "sent"] : ["sent"]);
    const isByHand = blow?.cell.k === "K13";
    // Without a sent copy nobody can tell: a mail whose message was on its way to a server when its worker died.
    const isUnknowable = blow
      ? blow.cell.ends.includes("uncertain")
      : isInTheWay(row, nemesis.blows, strikes.transport);
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
  const timed = mails.flatMap(({ raw, mailbox }) => {
    const id = sendJobIn(raw) ?? "";
    const at = nemesis.acceptedAt.get(id);
    return at === undefined || blowOf.has(id) ? [] : [{ mailbox, at }];
  });
  broken.push(...checkDays(timed, run.style));
  broken.push(...checkPatience(nemesis.calls, rows, nemesis.blows));
  const drafts = await strikes.draftsLeft();
  const byHand = nemesis.blows.filter((blow) => blow.cell.k === "K13").length;
  if (drafts > byHand) broken.push(`R11 ${drafts} drafts are left in the mailboxes.`);

  return {
    runs: run.runs.length,
    sends: mails.length,
    faults: nemesis.blows.filter((blow) => MOVING.includes(blow.statusAtHit)).length,
    duplicates,
    lost,
    uncertain,
    recoveryMs: nemesis.blows.flatMap((blow) => {
      const at = endedAtMs.get(blow.sendJobId);
      return at === undefined || blow.cell.k === "K13" ? [] : [Math.max(0, at - blow.endedAtMs)];
    }),
    broken,
    blows: nemesis.blows,
  };
}

/** Direct submission only: a worker died, or the database did, while this mail's message was on its way. */
function isInTheWay(row: Row, blows: Blow[], transport: Transport): boolean {
  const at = row.lastPostAt?.getTime();
  if (transport.name !== "smtp" || at === undefined) return false;
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

/** I8: no mailbox sends what belongs to another workspace. */
function checkTenants(mails: LedgerMail[], rows: Row[]): string[] {
  const rowOf = new Map(rows.map((row) => [row.sendJobId, row]));
  return mails.flatMap((mail) => {
    const row = rowOf.get(sendJobIn(mail.raw) ?? "");
    if (!row || (row.fromEmail === mail.mailbox && row.toEmail === mail.to)) return [];
    return [`I8 Mail ${row.sendJobId} of ${row.fromEmail} to ${row.toEmail} left ${mail.mailbox} to ${mail.to}.`];
  });
}

/** K9: each follow-up stands in the thread of the first mail and names it by the provider's own id. */
function checkThreads(mails: LedgerMail[], rows: Row[], blowOf: Map<string, Blow>): string[] {
  const byHand = new Set(rows.filter((row) => blowOf.get(row.sendJobId)?.cell.k === "K13").map((row) => row.toEmail));
  const first = new Map(mails.filter((mail) => stepOf(mail) === 1).map((mail) => [mail.to, mail]));
  return mails.flatMap((mail) => {
    if (stepOf(mail) === 1 || byHand.has(mail.to)) return [];
    const before = first.get(mail.to);
    const isThreaded = before?.threadId === mail.threadId && headerIn(mail.raw, "In-Reply-To") === before.messageId;
    return isThreaded ? [] : [`K9 The follow-up to ${mail.to} does not stand in its thread.`];
  });
}

/**
 * I2, I7: by the stored clock at the provider's acceptance. A mail under whose feet the clock jumped is left out, and the
 * clock may have made a step while a mail was on its way.
 */
function checkDays(mails: { mailbox: string; at: string }[], { cap, window, timeZone }: MailingStyle): string[] {
  const local = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  const outside = mails.filter(({ at }) => {
    const time = local(at).toPlainTime().toString().slice(0, 5);
    const before = local(at).subtract({ milliseconds: CLOCK_STEP_MS }).toPlainTime().toString().slice(0, 5);
    return time < window.start || before > window.end;
  });
  const days = countBy(mails, ({ mailbox, at }) => `${mailbox} on ${local(at).toPlainDate()}`);
  return [
    ...outside.map(({ mailbox, at }) => `I7 A mail of ${mailbox} left at ${local(at)}, outside its window.`),
    ...[...days]
      .filter(([, count]) => count > cap)
      .map(([day, count]) => `I2 ${count} mails of ${day}, the cap is ${cap}.`),
  ];
}

/** Every mail counts once: in the conversations, the statistics, the days. I2 and I6 with them. */
async function checkBooks({ strikes }: CrashWorld): Promise<string[]> {
  const [books] = await strikes.database.ask<Record<string, number>>(`select
    (select count(*)::int from send_jobs where status = 'sent') as jobs,
    (select count(*)::int from messages where direction = 'outbound' and send_job_id is not null) as messages,
    (select coalesce(sum(sent), 0)::int from daily_stats) as stats,
    (select coalesce(sum(sent), 0)::int from inbox_days) as days,
    (select coalesce(sum(reserved), 0)::int from inbox_days) as slots,
    (select count(*)::int from send_jobs where status = 'uncertain') as doubts,
    (select count(*)::int from inbox_days where reserved > cap) as over_cap,
    (select count(*)::int from (select 1 from messages group by inbox_id, provider_message_id having count(*) > 1) m) as twice`);
  if (!books) return ["The books cannot be read."];
  const { jobs = 0, messages, stats, days, slots = 0, doubts = 0, over_cap, twice } = books;
  const broken: string[] = [];
  if (messages !== jobs) broken.push(`${jobs} mails are sent, but ${messages} stand in conversations.`);
  if (stats !== jobs) broken.push(`${jobs} mails are sent, but the statistics count ${stats}.`);
  if (days !== jobs) broken.push(`${jobs} mails are sent, but the days count ${days}.`);
  // What is in doubt keeps its slot.
  if (slots !== jobs + doubts)
    broken.push(`${jobs} mails are sent and ${doubts} in doubt, but ${slots} slots are used.`);
  if (over_cap !== 0) broken.push(`I2 ${over_cap} days of inboxes are over their cap.`);
  if (twice !== 0) broken.push(`I6 ${twice} messages are stored twice.`);
  return broken;
}

/** No busy loops; after a throttle nothing is posted from that inbox before its time. */
function checkPatience(calls: CrashWorld["nemesis"]["calls"], rows: Row[], blows: Blow[]): string[] {
  const inboxOf = new Map(rows.map((row) => [row.sendJobId, row.fromEmail]));
  const broken: string[] = [];
  for (const [what, count] of countBy(calls, (call) => `${call.kind} of ${call.sendJobId}`)) {
    if (count > MAX_CALLS_OF_A_KIND) broken.push(`K7 ${count} calls ${what}: a busy loop.`);
  }
  for (const blow of blows.filter((each) => each.cell.name === "throttled" || each.cell.name === "quota")) {
    const until = blow.endedAtMs + RETRY_AFTER_SECONDS * 1_000;
    // A mail whose preflight was through when the throttle came is on its way already.
    const early = calls.filter(
      (call) =>
        call.kind === "post" &&
        inboxOf.get(call.sendJobId) === inboxOf.get(blow.sendJobId) &&
        call.atMs > blow.endedAtMs + 500 &&
        call.atMs < until - 50,
    );
    if (early.length > 0) broken.push(`K7 ${early.length} mails were posted before Retry-After was over.`);
  }
  return broken;
}

function told(blow: Blow | undefined): string {
  return blow ? `${blow.cell.k} ${blow.cell.name}, hit while ${blow.statusAtHit}` : "not hit itself";
}

function stepOf(mail: LedgerMail): number {
  return /^re: /i.test(mail.subject) ? 2 : 1;
}

function countBy<T>(items: T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
