/** What the provider does by itself, and what a person does in the mailbox and in the application. */
import { type Proof, rulesFrom } from "../../../app/domain/send-ledger.ts";
import type { Step } from "./explore.ts";
import { type DraftState, labelOf, type Protocol, type Worker, type World } from "./mail-world.ts";

type WorldStep = Step<World>;

/**
 * The provider accepts a call to send. Undefined when it knows no such draft any more.
 *
 * Rules   direct: every call is another mail. A settling draft is sent again by each call until it has left the Outbox:
 *         the worst that the vendor's documentation allows
 */
export function acceptCall(world: World, draft: number, protocol: Protocol): World | undefined {
  const delivered = world.delivered + 1;
  if (protocol.transport === "direct")
    return { ...world, delivered, copy: protocol.filesCopies && world.copy === "none" ? "hidden" : world.copy };
  const state = world.drafts[draft];
  if (protocol.transport === "settling_drafts") {
    if (state === "unseen" || state === "outbox") return { ...world, delivered };
    return state === "open" || state === "edited" ? { ...setDraft(world, draft, "unseen"), delivered } : undefined;
  }
  if (state === "edited") return { ...setDraft(world, draft, "sent"), delivered };
  return state === "open" ? { ...setDraft(world, draft, "sent"), delivered, copy: "hidden" } : undefined;
}

function setDraft(world: World, draft: number, state: DraftState): World {
  return { ...world, drafts: world.drafts.map((old, at) => (at === draft ? state : old)) };
}

export function providerSteps(world: World, protocol: Protocol): WorldStep[] {
  const steps: WorldStep[] = [];
  if (world.copy === "hidden")
    steps.push({ label: "the sent copy shows itself", next: { ...world, copy: "visible" }, isFault: false });
  world.drafts.forEach((state, draft) => {
    if (state === "unseen")
      steps.push({ label: "the Outbox shows it", next: setDraft(world, draft, "outbox"), isFault: false });
    if (state === "outbox") {
      const next = { ...setDraft(world, draft, "sent"), copy: "visible" as const };
      steps.push({ label: "it leaves the Outbox", next, isFault: false });
    }
  });
  const [draft, ...orphanCalls] = world.orphanCalls;
  if (draft !== undefined) {
    const dropped = { ...world, orphanCalls };
    steps.push({ label: "late call dropped", next: dropped, isFault: false });
    const accepted = acceptCall(dropped, draft, protocol);
    if (accepted) steps.push({ label: "late call accepted", next: accepted, isFault: false });
  }
  return steps;
}

export function personSteps(world: World, protocol: Protocol): WorldStep[] {
  return [
    ...inTheMailbox(world, protocol),
    ...stops(world, protocol),
    ...undoes(world, protocol),
    ...verdicts(world, protocol),
  ];
}

function inTheMailbox(world: World, protocol: Protocol): WorldStep[] {
  const { left } = world;
  const state = world.drafts[world.draft];
  if (protocol.transport === "direct" || left.hands === 0 || (state !== "open" && state !== "edited")) return [];
  const touched = { ...world, left: { ...left, hands: left.hands - 1 }, isTouched: true };
  // By hand it has left the Outbox before we post: what the vendor does with two submissions at once is not known.
  const sent: World | undefined =
    protocol.transport === "settling_drafts"
      ? { ...setDraft(touched, world.draft, "sent"), delivered: world.delivered + 1, copy: "visible" }
      : acceptCall(touched, world.draft, protocol);
  return [
    { label: "a person deletes the draft", next: setDraft(touched, world.draft, "deleted"), isFault: true },
    { label: "a person edits the draft", next: setDraft(touched, world.draft, "edited"), isFault: true },
    ...(sent ? [{ label: "a person sends the draft", next: sent, isFault: true }] : []),
  ];
}

function stops(world: World, protocol: Protocol): WorldStep[] {
  const { left } = world;
  if (left.stops === 0) return [];
  return rulesFrom(world.status, protocol.transport, protocol.rules)
    .filter((rule) => rule.guard === "status" && rule.proof === "nothing" && world.status !== "canceled")
    .map((rule) => ({
      label: labelOf(rule),
      // The row's lease is cleared; the worker that had it still has its fence.
      next: {
        ...world,
        status: rule.to,
        workers: world.workers.map((worker) => ({ ...worker, holdsLease: false })),
        left: { ...left, stops: left.stops - 1 },
      },
      isFault: true,
    }));
}

/** What was stopped or held goes on; and the sweep that deletes the drafts of mails that were taken out. */
function undoes(world: World, protocol: Protocol): WorldStep[] {
  const steps: WorldStep[] = [];
  const { left, status } = world;
  const isOut = ["canceled", "held", "skipped", "failed"].includes(status);
  if (!isOut) return steps;
  const state = world.drafts[world.draft];
  const isDraftKnown = hasDraft(world, protocol);
  if (isDraftKnown && (state === "open" || state === "edited"))
    steps.push({
      label: "sweep: the draft is deleted",
      next: { ...setDraft(world, world.draft, "deleted"), draft: -1 },
      isFault: false,
    });
  else if (isDraftKnown && protocol.trustsMissingDraft)
    steps.push({ label: "sweep: no such draft", next: { ...world, draft: -1 }, isFault: false });
  if (left.undos === 0) return steps;
  for (const rule of rulesFrom(status, protocol.transport, protocol.rules)) {
    if (rule.cause !== "stop taken back" && rule.cause !== "cause mended") continue;
    if (rule.proof === "no_draft" && isDraftKnown) continue;
    // A prepared mail has a draft to send: the schema says so.
    if (rule.to === "prepared" && world.draft < 0) continue;
    const draft = rule.to === "scheduled" ? -1 : world.draft;
    const workers = rule.guard === "raise" ? withoutFence(world) : world.workers;
    const next = { ...world, status: rule.to, draft, workers, left: { ...left, undos: left.undos - 1 } };
    steps.push({ label: labelOf(rule), next, isFault: true });
  }
  return steps;
}

/** The row still names a draft: its deletion was not confirmed. */
function hasDraft(world: World, protocol: Protocol): boolean {
  return protocol.transport !== "direct" && world.draft >= 0;
}

function withoutFence(world: World): Worker[] {
  return world.workers.map((worker) => ({ ...worker, isCurrent: false }));
}

function verdicts(world: World, protocol: Protocol): WorldStep[] {
  const { status } = world;
  if (status !== "uncertain" && status !== "failed") return [];
  const { left } = world;
  const decided: Partial<Record<Proof, boolean>> = {
    person_says_left: world.delivered === 0,
    person_says_not_left: world.delivered > 0,
  };
  return rulesFrom(status, protocol.transport, protocol.rules).flatMap((rule): WorldStep[] => {
    const label = labelOf(rule);
    if (rule.proof === "sent_copy_found")
      return world.copy === "visible" ? [{ label, next: { ...world, status: rule.to }, isFault: false }] : [];
    if (left.verdicts === 0 || (rule.proof === "no_draft" && hasDraft(world, protocol))) return [];
    const next = {
      ...world,
      status: rule.to,
      hasErred: world.hasErred || (decided[rule.proof] ?? false),
      left: { ...left, verdicts: left.verdicts - 1 },
      workers: rule.guard === "raise" ? withoutFence(world) : world.workers,
      ...(rule.startsNewAttempt ? { draft: -1, hasDataBegun: false, copy: "none" as const } : {}),
    };
    return [{ label, next, isFault: true }];
  });
}
