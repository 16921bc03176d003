/** What can be done to one call on its way: who dies, what is answered, and what happens meanwhile. */
import { setTimeout as wait } from "node:timers/promises";
import type { Answer, Passing } from "./http-relay.ts";
import type { Held, Strike } from "./nemesis.ts";
import type { StrikeWorld } from "./strike-world.ts";
import type { Refusal } from "./transport.ts";

export type Deed = (strike: Strike) => Promise<void>;

/** The worker dies while the call is on its way: the provider never hears of it. */
export const killBefore: Deed = async ({ worker, passing }) => {
  await worker.kill();
  passing.cut();
};

/** The provider did it; the worker dies before it hears so. */
export const killAfterAccept: Deed = async ({ worker, passing }) => {
  await passing.forward();
  await worker.kill();
  passing.cut();
};

/** The worker heard the answer and wants to commit it, which the held row keeps from happening; then it dies. */
export const killBeforeCommit: Deed = async ({ worker, passing, world, sendJobId, random }) => {
  const answer = await passing.forward();
  const row = await world.database.holdJob(sendJobId);
  await passing.answer(answer);
  await row.isWanted(1_000);
  await worker.kill();
  await row.release({ isCut: random.next() < 0.5 });
};

/** As long as a commit takes, more or less: the worker dies somewhere in it. */
export const killAfterAnswer: Deed = async ({ worker, passing, random }) => {
  await passing.answer(await passing.forward());
  await wait(Math.floor(30 * random.next() ** 2));
  await worker.kill();
};

/** The database is gone when the answer comes. */
export const crashDatabase: Deed = async ({ passing, world }) => {
  const answer = await passing.forward();
  await world.database.crash();
  await passing.answer(answer);
  await wait(100);
  await world.database.start();
};

/** The database's disk is full when the answer comes, and for a while. */
export const fillDisk: Deed = async ({ passing, world }) => {
  const answer = await passing.forward();
  await world.database.fillDisk();
  await passing.answer(answer);
  await wait(300);
  await world.database.start();
};

export const hang: Deed = async ({ passing, world }) => {
  await passing.forward();
  await wait(world.intervals.httpTimeoutMs * 2);
  passing.cut();
};

export const reset: Deed = async ({ passing }) => {
  await passing.forward();
  passing.cut();
};

export const half: Deed = async ({ passing }) => {
  passing.answerHalf(await passing.forward());
};

/** The provider did it, but a machine in between says otherwise. */
export const hide =
  (status: number): Deed =>
  async ({ passing }) => {
    await passing.forward();
    await passing.answer(plainAnswer(status));
  };

/** The server itself files what was submitted, as many do: the copy is the witness when everything else is lost. */
export const filed =
  (deed: Deed): Deed =>
  (strike) => {
    const { world, passing } = strike;
    let isFiled = false;
    const forward = async () => {
      const answer = await passing.forward();
      if (!isFiled && answer.status < 300) await world.fileCopy(passing.message ?? "");
      isFiled = true;
      return answer;
    };
    return deed({ ...strike, passing: { ...passing, forward } });
  };

/** The provider refuses: nothing was done. */
export const refuse =
  (refusal: Refusal): Deed =>
  async ({ passing, world }) => {
    await passing.answer(world.transport.refusal(refusal));
  };

export const retireMeanwhile =
  (options: { isRolling: boolean }): Deed =>
  async ({ worker, passing, random }) => {
    worker.retire(options);
    await wait(random.below(150));
    await passing.answer(await passing.forward());
  };

/** The worker is stopped past its lease, and its call comes late: another one has finished the mail by then. */
export const lateCall: Deed = async ({ worker, passing, world, sendJobId }) => {
  worker.halt();
  const isTakenUp = await world.isFinal(sendJobId, takeOverMs({ world }));
  await whenThrough(world);
  // Where a mail on its way looks like a draft, a late call must not meet it (docs/decisions/010, assumption 1).
  if (!isTakenUp && world.transport.settlesLater) passing.cut();
  else await passing.answer(await passing.forward());
  worker.goOn();
};

/** The worker is stopped past its lease; when another one is at the same mail, both go on at once, in any order. */
export const twoAtOnce: Deed = async (strike) => {
  const { worker, passing, random } = strike;
  worker.halt();
  // Either at whatever comes first, or at the very same step.
  const other = await strike.nextCall(takeOverMs(strike), random.next() < 0.5 ? undefined : strike.cell.at);
  const mine = async () => {
    const answer = await passing.forward();
    worker.goOn();
    await passing.answer(answer);
  };
  await inAnyOrder(strike, mine, other);
};

/** The answer is lost; the two that look what became of the mail meet, the first one stopped past its lease. */
export const twoLookAtOnce: Deed = async (strike) => {
  await strike.passing.forward();
  strike.passing.cut();
  const first = await strike.nextCall(takeOverMs(strike), "look");
  if (!first) return;
  first.worker.halt();
  const other = await strike.nextCall(takeOverMs(strike));
  const mine = async () => {
    first.worker.goOn();
    await passOn(first.passing);
  };
  await inAnyOrder(strike, mine, other);
};

/** The answer is lost; whoever looks what became of the mail dies, twice. */
export const killWhoLooks: Deed = async (strike) => {
  await strike.passing.forward();
  strike.passing.cut();
  for (let death = 0; death < 2; death += 1) {
    const looking = await strike.nextCall(takeOverMs(strike), "look");
    if (!looking) return;
    await looking.worker.kill();
    looking.passing.cut();
  }
};

async function inAnyOrder(
  { random, world, sendJobId }: Strike,
  mine: () => Promise<void>,
  other: Held | undefined,
): Promise<void> {
  const theirs = other ? () => passOn(other.passing) : async () => undefined;
  if (world.transport.settlesLater && other?.passing.call.kind !== "create") {
    await theirs();
    await world.isFinal(sendJobId, takeOverMs({ world }));
    await whenThrough(world);
    return mine();
  }
  const order = random.below(3);
  if (order === 0) await mine().then(theirs);
  else if (order === 1) await theirs().then(mine);
  else await Promise.all([mine(), theirs()]);
}

/** A lease, a sweep, and the time that a stopped process may keep rows locked (idle_in_transaction_session_timeout). */
function takeOverMs({ world }: Pick<Strike, "world">): number {
  return world.intervals.leaseMs * 3 + 20_000;
}

/** The provider has no mail on its way any more that still looks like a draft. */
export async function whenThrough({ transport, intervals }: StrikeWorld): Promise<void> {
  if (transport.settlesLater) await wait(intervals.onItsWayMs * 2);
}

export async function passOn(passing: Passing): Promise<void> {
  await passing.answer(await passing.forward());
}

function plainAnswer(status: number): Answer {
  return { status, headers: { "content-type": "text/html" }, body: Buffer.from("<h1>Bad gateway</h1>") };
}
