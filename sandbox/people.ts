// How the person behind an address behaves: what a test has set for it; else a local
// part or plus tag that says so (bounce@, ada+reply@); else the default, which is a seeded
// rule by address: the same seed and address always behave alike.
import { fractionOf } from "./ids.ts";
import type { Behaviour, World } from "./world.ts";

const WORDS: [RegExp, Behaviour][] = [
  [/^bounce/, "bounce"],
  [/^(reply|replies|answer)/, "reply"],
  [/^silent/, "silent"],
  [/^ooo/, "ooo"],
  [/^unsubscribe/, "unsubscribe"],
];

// Shares of a busy but plausible campaign; the rest stays silent.
const SHARES: [Behaviour, number][] = [
  ["reply", 0.18],
  ["bounce", 0.015],
  ["ooo", 0.05],
  ["unsubscribe", 0.02],
];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function behaviourOf(world: World, address: string): Behaviour {
  return world.people.byAddress.get(address) ?? behaviourByName(address) ?? behaviourBySeed(world, address);
}

/** How long the person (or the machine in front of them) takes. */
export function delayOf(world: World, address: string, behaviour: Behaviour): number {
  if (behaviour === "bounce" || behaviour === "ooo") return MINUTE_MS;
  return Math.round(HOUR_MS + fractionOf(world.seed, address, "delay") * 19 * HOUR_MS);
}

export function isBehaviour(value: unknown): value is Behaviour {
  return value === "silent" || SHARES.some(([behaviour]) => behaviour === value);
}

function behaviourByName(address: string): Behaviour | undefined {
  const local = address.slice(0, address.lastIndexOf("@"));
  const tag = local.includes("+") ? local.slice(local.lastIndexOf("+") + 1) : "";
  return [tag, local].flatMap((part) => WORDS.find(([word]) => word.test(part))?.[1] ?? [])[0];
}

function behaviourBySeed(world: World, address: string): Behaviour {
  if (!world.people.isSeeded) return world.people.byDefault;
  let rest = fractionOf(world.seed, address, "behaviour");
  for (const [behaviour, share] of SHARES) {
    if (rest < share) return behaviour;
    rest -= share;
  }
  return "silent";
}
