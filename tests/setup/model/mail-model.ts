/** The send protocol as a model: whatever workers, provider and people can do, in any order. */
import { SEND_RULES, type Transport } from "../../../app/domain/send-ledger.ts";
import type { Model } from "./explore.ts";
import { type Budget, keyOf, type Protocol, plain, startOf, type World } from "./mail-world.ts";
import { personSteps, providerSteps } from "./provider-steps.ts";
import { workerSteps } from "./worker-steps.ts";

/** As in reliability.md 0.3, and no person. */
export const FAULTS: Budget = {
  kills: 2,
  losses: 2,
  refusals: 1,
  lateness: 2,
  hands: 0,
  stops: 0,
  undos: 0,
  verdicts: 0,
};

export function ledgerProtocol(transport: Transport, over: Partial<Protocol> = {}): Protocol {
  return {
    transport,
    rules: SEND_RULES,
    work: { preparing: "create", prepared: "decide", sending: "look" },
    callsEndWithLease: true,
    filesCopies: false,
    budget: FAULTS,
    ...over,
  };
}

export function mailModel(protocol: Protocol): Model<World> {
  return {
    initial: plain(startOf(protocol)),
    keyOf,
    steps: (world) =>
      [
        ...providerSteps(world, protocol),
        ...personSteps(world, protocol),
        ...world.workers.flatMap((_, index) => workerSteps(world, index, protocol)),
      ].map((step) => ({ ...step, next: plain(step.next) })),
  };
}
