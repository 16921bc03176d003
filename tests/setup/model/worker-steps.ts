/** What a worker can do next. Every change of the row is a rule of the protocol's table; nothing else moves it. */
import { type Proof, type Rule, rulesFrom, type SendJobStatus } from "../../../app/domain/send-ledger.ts";
import type { Step } from "./explore.ts";
import { IDLE, labelOf, type Place, type Protocol, type Worker, type World } from "./mail-world.ts";
import { callSteps, marksData, mayCall, setWorker } from "./worker-calls.ts";

type WorldStep = Step<World>;

/** The places at which a worker moves the row: what it believes the status to be, for which causes, with which proofs. */
const MOVES: Partial<Record<Place, { from: SendJobStatus; causes: string[]; proofs: Proof[] }>> = {
  create: { from: "preparing", causes: ["cannot be written"], proofs: [] },
  create_refused: {
    from: "preparing",
    causes: ["provider refused for now", "provider refused for good"],
    proofs: [],
  },
  commit: { from: "preparing", causes: ["draft committed"], proofs: ["draft_made"] },
  decide: {
    from: "prepared",
    causes: ["preflight cleared", "deferred", "must never leave", "a person has to act", "its time is over"],
    proofs: [],
  },
  begin: { from: "sending", causes: ["data begins"], proofs: [] },
  accepted: { from: "sending", causes: ["provider accepted"], proofs: ["call_accepted"] },
  refused: {
    from: "sending",
    causes: ["provider refused for now", "provider refused for good"],
    proofs: ["call_refused"],
  },
  saw_draft: { from: "sending", causes: ["reconciled"], proofs: ["draft_stands"] },
  saw_settled: { from: "sending", causes: ["reconciled"], proofs: ["draft_stands", "settled_draft_stands"] },
  saw_unbegun: { from: "sending", causes: ["reconciled"], proofs: ["data_not_begun"] },
  saw_copy: { from: "sending", causes: ["reconciled"], proofs: ["sent_copy_found"] },
  saw_nothing_yet: { from: "sending", causes: ["reconciled"], proofs: [] },
  saw_nothing: { from: "sending", causes: ["reconciled"], proofs: ["nothing_found_for_long"] },
};

/** Of these a person or a rule of the plan is the reason, so they are as bounded as a person's deeds are. */
const STOPPING = new Set(["cannot be written", "must never leave", "a person has to act", "its time is over"]);

export function workerSteps(world: World, index: number, protocol: Protocol): WorldStep[] {
  const worker = world.workers[index] ?? IDLE;
  if (worker.place === "idle") return claims(world, index, protocol);
  return [
    ...faults(world, index, worker, protocol),
    ...rowMoves(world, index, worker, protocol),
    ...callSteps(world, index, worker, protocol),
  ];
}

function claims(world: World, index: number, protocol: Protocol): WorldStep[] {
  if (world.workers.some((worker) => worker.holdsLease)) return [];
  if (protocol.callsEndWithLease && world.orphanCalls.length > 0) return [];
  return rulesFrom(world.status, protocol.transport, protocol.rules)
    .filter((rule) => rule.guard === "claim")
    .map((rule) => {
      const place = protocol.work[rule.to] ?? "idle";
      const owner = { place, draft: world.draft, isCurrent: true, holdsLease: true, isLate: false };
      const workers = world.workers.map((other, at) => (at === index ? owner : { ...other, isCurrent: false }));
      return { label: labelOf(rule), next: { ...world, status: rule.to, workers }, isFault: false };
    });
}

function faults(world: World, index: number, worker: Worker, protocol: Protocol): WorldStep[] {
  const steps: WorldStep[] = [];
  const { left } = world;
  const gone = setWorker(world, index, IDLE);
  if (left.kills > 0) {
    const spent = { ...left, kills: left.kills - 1 };
    steps.push({ label: "kill -9", next: { ...gone, left: spent }, isFault: true });
    if (worker.place === "post" && mayCall(worker, protocol)) {
      const orphanCalls = [...world.orphanCalls, worker.draft];
      steps.push({ label: "kill -9 in the call", next: { ...gone, left: spent, orphanCalls }, isFault: true });
    }
  }
  if (worker.holdsLease && left.lateness > 0) {
    const late = setWorker(world, index, { ...worker, holdsLease: false, isLate: true });
    const spent = { ...left, lateness: left.lateness - 1 };
    steps.push({ label: "stopped past its lease", next: { ...late, left: spent }, isFault: true });
  }
  return steps;
}

function rowMoves(world: World, index: number, worker: Worker, protocol: Protocol): WorldStep[] {
  const move = MOVES[worker.place];
  if (!move) return [];
  if (!worker.isCurrent || world.status !== move.from)
    return [{ label: "refused by the fence", next: setWorker(world, index, IDLE), isFault: false }];
  if (worker.place === "begin" && !mayCall(worker, protocol))
    return [{ label: "past its deadline", next: setWorker(world, index, IDLE), isFault: false }];
  const rules = rulesFrom(move.from, protocol.transport, protocol.rules).filter(
    (rule) =>
      rule.guard === "fence" &&
      move.causes.includes(rule.cause) &&
      (rule.proof === "nothing" || move.proofs.includes(rule.proof)),
  );
  // What it saw proves nothing yet: it looks again later.
  if (rules.length === 0 && move.causes.includes("reconciled"))
    return [{ label: "looks again later", next: setWorker(world, index, IDLE), isFault: false }];
  return rules.flatMap((rule) => movedBy(world, index, worker, rule, protocol));
}

function movedBy(world: World, index: number, worker: Worker, rule: Rule, protocol: Protocol): WorldStep[] {
  const { left } = world;
  const isStop = STOPPING.has(rule.cause);
  if (isStop && left.stops === 0) return [];
  const row = {
    ...world,
    status: rule.to,
    draft: rule.to === "prepared" ? worker.draft : world.draft,
    hasDataBegun:
      rule.cause === "data begins" || (rule.to !== "sending" && world.hasDataBegun && rule.to !== "prepared"),
    left: isStop ? { ...left, stops: left.stops - 1 } : left,
  };
  return [{ label: labelOf(rule), next: setWorker(row, index, after(worker, rule, protocol)), isFault: isStop }];
}

/** Where a worker goes on after its own move; a mail that waits or is over lets it go. */
function after(worker: Worker, rule: Rule, protocol: Protocol): Worker {
  if (rule.cause === "data begins") return { ...worker, place: "post" };
  if (rule.to === "sending") return { ...worker, place: marksData(protocol) ? "begin" : "post" };
  if (rule.to === "prepared" && ["draft committed", "reconciled"].includes(rule.cause))
    return { ...worker, place: "decide" };
  return IDLE;
}
