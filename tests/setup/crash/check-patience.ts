import type { CrashWorld } from "./crash-world.ts";
import type { Row } from "./read-rows.ts";
import { countBy } from "./telling.ts";
import { RETRY_AFTER_SECONDS } from "./transport.ts";

/** From a preflight to its call, when many processes share few cores. */
const ON_ITS_WAY_MS = 1_500;
/** More calls of one kind about one mail are a busy loop: two blows, a refused token and a look each leave one or two. */
const MAX_CALLS_OF_A_KIND = 12;
/** A mail that cannot be found is looked for sixty times until the verdict, each time by its draft and by its copy. */
const MAX_LOOKS = 2 * 60 + MAX_CALLS_OF_A_KIND;

/** No busy loops; after a throttle nothing is posted from that inbox before its time. */
export async function checkPatience({ nemesis, strikes }: CrashWorld, rows: Row[]): Promise<string[]> {
  const { calls, blows } = nemesis;
  const { transport } = strikes;
  const inboxOf = new Map(rows.map((row) => [row.sendJobId, row.fromEmail]));
  const broken: string[] = [];
  for (const [what, count] of countBy(calls, (call) => `${call.kind} of ${call.sendJobId}`)) {
    // Without drafts it is looked for in every folder, until the verdict.
    if (transport.name === "smtp" && what.startsWith("look")) continue;
    if (count > (what.startsWith("look") ? MAX_LOOKS : MAX_CALLS_OF_A_KIND))
      broken.push(`K7 ${count} calls ${what}: a busy loop.`);
  }
  for (const blow of blows.filter((each) => each.cell.name === "throttled" || each.cell.name === "quota")) {
    // It counts for whoever heard the answer: a worker may have been killed by another blow meanwhile.
    const [heard] = await strikes.database.ask<{ at: Date }>(
      "select min(finished_at) as at from send_attempts where send_job_id = $1 and outcome = 'throttled' having count(*) > 0",
      [blow.sendJobId],
    );
    if (!heard) continue;
    const until = heard.at.getTime() + RETRY_AFTER_SECONDS * 1_000;
    // A mail whose preflight was through when the throttle came is on its way already.
    const early = calls.filter(
      (call) =>
        call.kind === "post" &&
        inboxOf.get(call.sendJobId) === inboxOf.get(blow.sendJobId) &&
        call.atMs > heard.at.getTime() + ON_ITS_WAY_MS &&
        call.atMs < until - 50,
    );
    if (early.length > 0) broken.push(`K7 ${early.length} mails were posted before Retry-After was over.`);
  }
  return broken;
}
