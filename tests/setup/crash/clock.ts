/** K12: the application's clock jumps under a mail's feet, while leases go on by the database's own. */
import type { CallKind } from "./calls.ts";
import type { Cell } from "./cells.ts";
import type { CrashDatabase } from "./crash-database.ts";
import { type Deed, passOn } from "./deeds.ts";
import type { MailingStyle } from "./mailing.ts";

const HOUR_MS = 3_600_000;

/** Friday evening before the night in which Oslo's summer time ends. Source: tzdata 2026a, rule EU. */
export const CLOCK_STARTS_AT = new Date("2026-10-23T16:00:00Z");
export const CLOCK_STEP_MS = HOUR_MS;
export const VIRTUAL_CLOCK = { LEADBITZ_CLOCK: "virtual" };

/** A real window and a small cap, so that a doubled day or hour would show. */
export const BY_THE_CLOCK: MailingStyle = {
  timeZone: "Europe/Oslo",
  window: { days: [1, 2, 3, 4, 5, 6, 7], start: "09:00", end: "17:00" },
  cap: 8,
  followUpDays: 1,
};

export const CLOCK_CELLS = cellsAt(["create", "post"]);
export const DIRECT_CLOCK_CELLS = cellsAt(["recipient", "post"]);

function cellsAt(kinds: CallKind[]): Cell[] {
  return kinds.flatMap((at) => [
    jump("1 h on", at, "now_at + interval '1 hour'"),
    jump("1 h back", at, "now_at - interval '1 hour'"),
    jump("1 day on", at, "now_at + interval '1 day'"),
    jump("1 day back", at, "now_at - interval '1 day'"),
    jump("10 min back", at, "now_at - interval '10 minutes'"),
    // Into the hour that comes twice, and into the one that does not come.
    jump("summer time ends", at, "timestamptz '2026-10-25T00:59:00Z'"),
    jump("summer time begins", at, "timestamptz '2027-03-28T00:59:00Z'"),
    jump("2038", at, "timestamptz '2038-01-19T03:14:00Z'"),
  ]);
}

function jump(name: string, at: CallKind, to: string): Cell {
  const deed: Deed = async ({ world, passing }) => {
    await world.database.ask(`update app_clock set now_at = ${to}, updated_at = now()`);
    await passOn(passing);
  };
  return { k: "K12", name, at, reach: "calm", deed, ends: ["sent"] };
}

export async function setClock(database: CrashDatabase, at: Date): Promise<void> {
  await database.ask("insert into app_clock (now_at) values ($1) on conflict (id) do update set now_at = $1", [at]);
}

/** One step on; or to the next mail that falls due, since after a jump back all of them may be years away. */
export async function moveClock(database: CrashDatabase, options: { isLeaping: boolean }): Promise<void> {
  const dueAt = options.isLeaping
    ? `(select min(greatest(due_at, coalesce(retry_at, due_at))) from send_jobs where status in ('scheduled', 'prepared')
        and greatest(due_at, coalesce(retry_at, due_at)) > now_at)`
    : "null";
  await database.ask(
    `update app_clock set now_at = greatest(now_at + $1::int * interval '1 ms', ${dueAt}), updated_at = now()`,
    [CLOCK_STEP_MS],
  );
}
