/** When the server dies: at which mail, at which moment of it. One number decides everything, so a run can be told again. */
import { randomOf } from "../crash/random.ts";

/** before_call: the provider never hears of it. after_accept: its answer is lost. before_settle: the answer just came. */
export const KILL_KINDS = ["before_call", "after_accept", "before_settle"] as const;
export type KillKind = (typeof KILL_KINDS)[number];

export type Kill = {
  kind: KillKind;
  /** So many mails pass before it. */
  passCount: number;
  /** From the provider's answer to the end; before_settle only. */
  delayMs: number;
};

const MAX_DELAY_MS = 30;

/** Every kind as often as the others, in random order, at each or each second mail. */
export function planKills(seed: number, count: number): Kill[] {
  const random = randomOf(seed).next;
  const kills: { at: number; kill: Kill }[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = KILL_KINDS[index % KILL_KINDS.length] ?? "before_call";
    // Squared: settling takes few milliseconds, so most of the delays are short.
    const delayMs = kind === "before_settle" ? Math.floor(MAX_DELAY_MS * random() ** 2) : 0;
    kills.push({ at: random(), kill: { kind, passCount: random() < 0.5 ? 0 : 1, delayMs } });
  }
  return kills.sort((a, b) => a.at - b.at).map(({ kill }) => kill);
}
