/** What must be true of the mails themselves: whose they are, where they stand, and when they left. */
import { sendJobIn } from "./calls.ts";
import { CLOCK_STEP_MS } from "./clock.ts";
import type { MailingStyle } from "./mailing.ts";
import type { Blow } from "./nemesis.ts";
import { headerIn, type Row } from "./read-rows.ts";
import type { LedgerMail } from "./strike-world.ts";
import { countBy, stepOf } from "./telling.ts";

const QUARTER_MS = 15 * 60_000;

/** I8: no mailbox sends what belongs to another workspace. */
export function checkTenants(mails: LedgerMail[], rows: Row[]): string[] {
  const rowOf = new Map(rows.map((row) => [row.sendJobId, row]));
  return mails.flatMap((mail) => {
    const row = rowOf.get(sendJobIn(mail.raw) ?? "");
    if (!row || (row.fromEmail === mail.mailbox && row.toEmail === mail.to)) return [];
    return [`I8 Mail ${row.sendJobId} of ${row.fromEmail} to ${row.toEmail} left ${mail.mailbox} to ${mail.to}.`];
  });
}

/** K9: each follow-up stands in the thread of the first mail and names it by the provider's own id. */
export function checkThreads(mails: LedgerMail[], rows: Row[], blowOf: Map<string, Blow>): string[] {
  const byHand = new Set(rows.filter((row) => blowOf.get(row.sendJobId)?.cell.k === "K13").map((row) => row.toEmail));
  const first = new Map(mails.filter((mail) => stepOf(mail) === 1).map((mail) => [mail.to, mail]));
  return mails.flatMap((mail) => {
    if (stepOf(mail) === 1 || byHand.has(mail.to)) return [];
    const before = first.get(mail.to);
    const isThreaded = before?.threadId === mail.threadId && headerIn(mail.raw, "In-Reply-To") === before.messageId;
    if (isThreaded) return [];
    const [is, was] = [mail, before].map((each) => `${each?.threadId} ${each?.messageId}`);
    const named = headerIn(mail.raw, "In-Reply-To");
    return [`K9 The follow-up to ${mail.to} (${is}, naming ${named}) does not stand in the thread of ${was}.`];
  });
}

/**
 * I2, I7: by the stored clock at the provider's acceptance. The clock may have made a step while a mail was on its way;
 * a mail under whose feet it jumped, since its preflight, says nothing.
 */
export function checkDays(
  mails: { mailbox: string; at: string; clearedAt: Date }[],
  { cap, window, timeZone }: MailingStyle,
): string[] {
  const local = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  const steady = mails.filter(({ at, clearedAt }) => {
    const passedMs = Date.parse(at) - clearedAt.getTime();
    return passedMs >= 0 && passedMs < QUARTER_MS + 2 * CLOCK_STEP_MS;
  });
  const outside = steady.filter(({ at }) => {
    const time = local(at).toPlainTime().toString().slice(0, 5);
    const before = local(at).subtract({ milliseconds: CLOCK_STEP_MS }).toPlainTime().toString().slice(0, 5);
    return time < window.start || before > window.end;
  });
  const days = countBy(steady, ({ mailbox, at }) => `${mailbox} on ${local(at).toPlainDate()}`);
  return [
    ...outside.map(({ mailbox, at }) => `I7 A mail of ${mailbox} left at ${local(at)}, outside its window.`),
    ...[...days]
      .filter(([, count]) => count > cap)
      .map(([day, count]) => `I2 ${count} mails of ${day}, the cap is ${cap}.`),
  ];
}
