/** Decides which call is struck by which run, and remembers what it did. */
import type { CallKind } from "./calls.ts";
import type { Cell, End } from "./cells.ts";
import { passOn } from "./deeds.ts";
import type { Fleet, WorkerSlot } from "./fleet.ts";
import type { Answer, Passing } from "./http-relay.ts";
import type { Run } from "./plan.ts";
import type { Random } from "./random.ts";
import type { StrikeWorld, StruckJob } from "./strike-world.ts";

/** One run at work: what is struck, and by whom it was called. */
export type Strike = {
  cell: Cell;
  worker: WorkerSlot;
  passing: Passing;
  sendJobId: string;
  job: StruckJob;
  world: StrikeWorld;
  random: Random;
  /** How the mail may end, where that shows itself only in the doing; else the cell says it. */
  mayEnd(ends: readonly End[]): void;
  /** The next call about the same mail by any process but a halted one, held; undefined when none comes in time. */
  nextCall(withinMs: number, kind?: CallKind): Promise<Held | undefined>;
};

export type Held = { worker: WorkerSlot; passing: Passing };

export type Blow = {
  cell: Cell;
  /** How its mail may end. */
  ends: readonly End[];
  sendJobId: string;
  statusAtHit: string;
  /** When it was done: of a mail whose worker was killed, what the dead one had committed. */
  statusAfter: string;
  hitAtMs: number;
  endedAtMs: number;
};

export type Nemesis = {
  meet(worker: WorkerSlot, passing: Passing): Promise<void>;
  blows: Blow[];
  problems: string[];
  /** When a mail was accepted, by the application's stored clock where there is one. */
  acceptedAt: Map<string, string>;
  /** Every call to the provider about a mail, for whoever looks for busy loops. */
  calls: { atMs: number; kind: CallKind; sendJobId: string }[];
  /** Mails whose own call took longer than it may, because the machine did: they count as struck at the post. */
  slowPosts: Set<string>;
  leftCount(): number;
  /** Does work that must not meet a blow to the whole world, when none is falling; false when one is. */
  spare(work: () => Promise<void>): Promise<boolean>;
};

type Waiter = { kind: CallKind | undefined; take(held: Held): void };

const FILED_SHARE = 0.7;
/** Of a call's time-out. */
const SLOW_SHARE = 0.7;
const CALM_AT_ONCE = 4;
const WORKERS_AT_ONCE = 2;
/** Two workers are always on when one is struck. */
const MIN_UP = 2;

export function startNemesis(options: { runs: Run[]; world: StrikeWorld; fleet(): Fleet; random: Random }): Nemesis {
  const { world, random } = options;
  const queue = [...options.runs];
  const armed: Run[] = [];
  const active = new Set<Run>();
  const struck = new Set<string>();
  const waiters = new Map<string, Waiter>();
  const blows: Blow[] = [];
  const problems: string[] = [];
  const calls: Nemesis["calls"] = [];
  const acceptedAt = new Map<string, string>();
  const slowPosts = new Set<string>();
  let isSpared = false;

  function arm(): void {
    const countOf = (reach: Cell["reach"]) => [...armed, ...active].filter((run) => run.cell.reach === reach).length;
    if (countOf("world") > 0) return;
    const take = (reach: Cell["reach"]) => {
      const index = queue.findIndex((run) => run.cell.reach === reach);
      if (index >= 0) armed.push(...queue.splice(index, 1));
    };
    while (countOf("calm") < CALM_AT_ONCE && queue.some((run) => run.cell.reach === "calm")) take("calm");
    if (countOf("worker") < WORKERS_AT_ONCE) take("worker");
    if (armed.length === 0 && active.size === 0 && options.fleet().areAllUp()) take("world");
  }

  /** A process that is ending already is not struck in its successor's place. */
  function mayFall({ reach }: Cell, caller: WorkerSlot): boolean {
    if (reach === "worker") return caller.isUp() && options.fleet().upCount() >= MIN_UP;
    return reach === "calm" || (!isSpared && options.fleet().areAllUp());
  }

  async function runFor(
    kind: CallKind,
    worker: WorkerSlot,
    passing: Passing,
  ): Promise<{ run: Run; sendJobId: string } | undefined> {
    arm();
    const wanted = armed.find((run) => run.cell.at === kind && mayFall(run.cell, worker));
    if (!wanted) return undefined;
    const sendJobId = await world.jobOf(passing.call);
    if (!sendJobId || struck.has(sendJobId)) return undefined;
    if (!armed.includes(wanted) || !mayFall(wanted.cell, worker)) return undefined;
    if (wanted.skip > 0) {
      wanted.skip -= 1;
      return undefined;
    }
    armed.splice(armed.indexOf(wanted), 1);
    active.add(wanted);
    struck.add(sendJobId);
    return { run: wanted, sendJobId };
  }

  function nextCall(sendJobId: string, withinMs: number, kind: CallKind | undefined): Promise<Held | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiters.delete(sendJobId);
        resolve(undefined);
      }, withinMs);
      waiters.set(sendJobId, {
        kind,
        take: (held) => {
          clearTimeout(timer);
          waiters.delete(sendJobId);
          resolve(held);
        },
      });
    });
  }

  async function strike(run: Run, sendJobId: string, worker: WorkerSlot, passing: Passing): Promise<void> {
    const { cell } = run;
    try {
      const job = await world.readJob(sendJobId);
      const hitAtMs = Date.now();
      let ends = cell.ends;
      await cell.deed({
        cell,
        worker,
        passing,
        sendJobId,
        job,
        world,
        random,
        mayEnd: (shown) => {
          ends = shown;
        },
        nextCall: (withinMs, kind) => nextCall(sendJobId, withinMs, kind),
      });
      const endedAtMs = Date.now();
      const { status: statusAfter } = await world.readJob(sendJobId);
      blows.push({
        cell,
        ends,
        sendJobId,
        statusAtHit: job.status,
        statusAfter,
        hitAtMs,
        endedAtMs,
      });
    } catch (error) {
      problems.push(
        `${cell.k} ${cell.name} could not be done: ${error instanceof Error ? error.stack : String(error)}`,
      );
      passing.cut();
    } finally {
      active.delete(run);
    }
  }

  return {
    blows,
    problems,
    calls,
    acceptedAt,
    slowPosts,
    leftCount: () => queue.length + armed.length + active.size,
    spare: async (work) => {
      if ([...active].some((run) => run.cell.reach === "world")) return false;
      isSpared = true;
      await work().finally(() => {
        isSpared = false;
      });
      return true;
    },
    meet: async (worker, onItsWay) => {
      const { kind } = onItsWay.call;
      if (kind === null) return passOn(onItsWay);
      const passing = { ...onItsWay, forward: () => forwarded(onItsWay) };
      const knownId = world.knownJobOf(passing.call) ?? (waiters.size > 0 ? await world.jobOf(passing.call) : null);
      if (knownId) calls.push({ atMs: Date.now(), kind, sendJobId: knownId });
      const waiter = knownId ? waiters.get(knownId) : undefined;
      if (waiter && (waiter.kind === undefined || waiter.kind === kind)) return waiter.take({ worker, passing });
      const found = await runFor(kind, worker, passing);
      if (found) return strike(found.run, found.sendJobId, worker, passing);
      await passQuietly(passing);
    },
  };

  /** Most mails of a server without drafts are filed by the server itself; the others we file. */
  async function passQuietly(passing: Passing): Promise<void> {
    const answer = await passing.forward();
    if (passing.message !== null && answer.status < 300 && random.next() < FILED_SHARE) {
      await world.fileCopy(passing.message);
    }
    await passing.answer(answer);
  }

  /** A draft that was made names its mail in later calls, whether or not its maker hears of it. */
  async function forwarded(passing: Passing): Promise<Answer> {
    const from = Date.now();
    const answer = await passing.forward();
    const isSlow = Date.now() - from > world.intervals.httpTimeoutMs * SLOW_SHARE;
    const slowId = isSlow && passing.call.kind === "post" ? await world.jobOf(passing.call) : null;
    if (slowId) slowPosts.add(slowId);
    if (passing.call.kind === "create") world.noteDraft(passing.call, answer);
    const id = passing.call.kind === "post" && answer.status < 300 ? world.knownJobOf(passing.call) : null;
    if (id && world.isByTheClock) {
      const [row] = await world.database.ask<{ at: Date }>("select now_at as at from app_clock");
      if (row) acceptedAt.set(id, row.at.toISOString());
    }
    return answer;
  }
}
