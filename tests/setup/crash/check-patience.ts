import type { CrashWorld } from "./crash-world.ts";
import type { Row } from "./read-rows.ts";
import { countBy } from "./telling.ts";
import { RETRY_AFTER_SECONDS } from "./transport.ts";

/** From a preflight to its call, when many processes share few cores. */
const ON_ITS_WAY_MS = 1_500;
/** More calls of one kind about one mail are a busy loop: two blows, a refused token and a look each leave one or two. */
const MAX_CALLS_OF_A_KIND = 12;

/** No busy loops; after a throttle nothing is posted from that inbox before its time. */
export function checkPatience({ nemesis, strikes }: CrashWorld, rows: Row[]): string[] {
  const { calls, blows } = nemesis;
  const { transport } = strikes;
  const inboxOf = new Map(rows.map((row) => [row.sendJobId, row.fromEmail]));
  const broken: string[] = [];
  for (const [what, count] of countBy(calls, (call) => `${call.kind} of ${call.sendJobId}`)) {
    // Without drafts it is looked for in every folder, until the verdict.
    if (transport.name === "smtp" && what.startsWith("look")) continue;
    if (count > MAX_CALLS_OF_A_KIND) broken.push(`K7 ${count} calls ${what}: a busy loop.`);
  }
  for (const blow of blows.filter((each) => each.cell.name === "throttled" || each.cell.name === "quota")) {
    // It counts from the answer, which was on its way when the blow fell and heard before the blow was over.
    const until = blow.hitAtMs + RETRY_AFTER_SECONDS * 1_000;
    // A mail whose preflight was through when the throttle came is on its way already.
    const early = calls.filter(
      (call) =>
        call.kind === "post" &&
        inboxOf.get(call.sendJobId) === inboxOf.get(blow.sendJobId) &&
        call.atMs > blow.endedAtMs + ON_ITS_WAY_MS &&
        call.atMs < until - 50,
    );
    if (early.length > 0) broken.push(`K7 ${early.length} mails were posted before Retry-After was over.`);
  }
  return broken;
}
