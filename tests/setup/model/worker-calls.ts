/** What a worker asks of the provider, and how each call may end. */
import { rulesFrom } from "../../../app/domain/send-ledger.ts";
import type { Step } from "./explore.ts";
import { IDLE, labelOf, type Place, type Protocol, type Worker, type World } from "./mail-world.ts";
import { acceptCall } from "./provider-steps.ts";

type WorldStep = Step<World>;

export function setWorker(world: World, index: number, worker: Worker): World {
  return { ...world, workers: world.workers.map((old, at) => (at === index ? worker : old)) };
}

/** Direct: the row says before the first byte that the mail may leave from now on. */
export function marksData(protocol: Protocol): boolean {
  return rulesFrom("sending", protocol.transport, protocol.rules).some((rule) => rule.cause === "data begins");
}

/** A worker looks at its deadline before it calls; where calls end with the lease, that look is the assumption. */
export function mayCall(worker: Worker, protocol: Protocol): boolean {
  return !(protocol.callsEndWithLease && worker.isLate);
}

export function callSteps(world: World, index: number, worker: Worker, protocol: Protocol): WorldStep[] {
  const at = (place: Place, from: World = world): World => setWorker(from, index, { ...worker, place });
  const idle = (from: World = world): World => setWorker(from, index, IDLE);
  const { left } = world;
  switch (worker.place) {
    case "create":
      return createDraft(world, index, worker);
    case "decide":
      if (left.stops === 0 || protocol.transport === "direct") return [];
      return [
        {
          label: "preflight: never",
          next: { ...at("withdraw"), left: { ...left, stops: left.stops - 1 } },
          isFault: true,
        },
      ];
    case "withdraw":
      return withdraw(world, index, worker, protocol);
    case "erase": {
      const isOpen = ["open", "edited"].includes(world.drafts[worker.draft] ?? "");
      const drafts = world.drafts.map((state, draft) => (draft === worker.draft && isOpen ? "deleted" : state));
      const isForgotten = world.status === "canceled" && world.draft === worker.draft;
      const draft = isForgotten && (isOpen || protocol.trustsMissingDraft) ? -1 : world.draft;
      return [{ label: "drafts.delete", next: idle({ ...world, drafts, draft }), isFault: false }];
    }
    case "post":
      return post(world, index, worker, protocol);
    case "look":
      return look(world, protocol).map((place) => ({ label: `looks: ${place}`, next: at(place), isFault: false }));
    default:
      return [];
  }
}

function createDraft(world: World, index: number, worker: Worker): WorldStep[] {
  const made = { ...worker, place: "commit" as const, draft: world.drafts.length };
  const steps: WorldStep[] = [
    {
      label: "draft made",
      next: setWorker({ ...world, drafts: [...world.drafts, "open"] }, index, made),
      isFault: false,
    },
  ];
  const { left } = world;
  const refused = setWorker(world, index, { ...worker, place: "create_refused" });
  if (left.losses > 0)
    steps.push({
      label: "draft's answer lost",
      next: { ...refused, left: { ...left, losses: left.losses - 1 } },
      isFault: true,
    });
  if (left.refusals > 0)
    steps.push({
      label: "draft refused",
      next: { ...refused, left: { ...left, refusals: left.refusals - 1 } },
      isFault: true,
    });
  return steps;
}

/** The journey is stopped, which takes back whatever is not with the provider yet; then the draft is deleted. */
function withdraw(world: World, index: number, worker: Worker, protocol: Protocol): WorldStep[] {
  const rule = rulesFrom(world.status, protocol.transport, protocol.rules).find(
    ({ cause }) => cause === "journey stopped",
  );
  if (!rule && !protocol.erasesBlindly)
    return [{ label: "too late to take back", next: setWorker(world, index, IDLE), isFault: false }];
  const stopped = rule ? { ...world, status: rule.to } : world;
  const next = setWorker(stopped, index, { ...worker, place: "erase", holdsLease: false });
  return [{ label: rule ? labelOf(rule) : "not taken back", next, isFault: false }];
}

function post(world: World, index: number, worker: Worker, protocol: Protocol): WorldStep[] {
  const idle = setWorker(world, index, IDLE);
  if (!mayCall(worker, protocol)) return [{ label: "past its deadline", next: idle, isFault: false }];
  const { left } = world;
  const accepted = acceptCall(world, worker.draft, protocol);
  if (!accepted) return [{ label: "post: no such draft", next: idle, isFault: false }];
  const steps: WorldStep[] = [
    { label: "post accepted", next: setWorker(accepted, index, { ...worker, place: "accepted" }), isFault: false },
  ];
  if (left.losses > 0) {
    const spent = { ...left, losses: left.losses - 1 };
    const orphanCalls = [...world.orphanCalls, worker.draft];
    steps.push({
      label: "post accepted, answer lost",
      next: { ...setWorker(accepted, index, IDLE), left: spent },
      isFault: true,
    });
    steps.push({ label: "post timed out, undecided", next: { ...idle, left: spent, orphanCalls }, isFault: true });
  }
  if (left.refusals > 0) {
    const spent = { ...left, refusals: left.refusals - 1 };
    const refused = setWorker(world, index, { ...worker, place: "refused" });
    steps.push({ label: "post failed before accept", next: { ...idle, left: spent }, isFault: true });
    steps.push({ label: "post refused", next: { ...refused, left: spent }, isFault: true });
  }
  return steps;
}

/** What a look at row and mailbox shows; nothing while it cannot be told yet. */
function look(world: World, protocol: Protocol): Place[] {
  const { transport } = protocol;
  if (marksData(protocol) && !world.hasDataBegun) return ["saw_unbegun"];
  const draft = transport === "direct" ? "sent" : (world.drafts[world.draft] ?? "deleted");
  const isUnderWay = world.orphanCalls.length > 0 || world.drafts.includes("unseen");
  if (draft === "open" || draft === "edited")
    return [transport === "drafts" || isUnderWay ? "saw_draft" : "saw_settled"];
  if (draft === "unseen") return ["saw_draft"];
  if (draft === "outbox") return [];
  if (world.copy === "visible") return ["saw_copy"];
  if (world.copy !== "hidden") return ["saw_nothing"];
  return protocol.readsLag && transport === "drafts" ? ["saw_nothing_yet", "saw_draft"] : ["saw_nothing_yet"];
}
