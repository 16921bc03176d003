/**
 * The proof of the send protocol: all that two workers, the provider and people can do, in every order, along the arrows
 * of app/domain/send-ledger.ts. Assumptions and results: docs/decisions/010-proof-of-the-send-protocol.md.
 */
import { beforeAll, describe, expect, it } from "vitest";
import {
  mayMove,
  SEND_RULES,
  SETTLED_STATUSES,
  type SendJobStatus,
  type Transport,
} from "../../app/domain/send-ledger.ts";
import { explore, type Space } from "../setup/model/explore.ts";
import { FAULTS, ledgerProtocol, mailModel } from "../setup/model/mail-model.ts";
import { type Budget, labelOf, type Protocol, type World } from "../setup/model/mail-world.ts";
import {
  CLAIM_SEND_MARK,
  GRAPH_WITHOUT_SETTLE,
  SEARCH_AND_RETRY,
  WRITE_AHEAD_AND_RETRY,
} from "../setup/model/wrong-protocols.ts";

const NO_FAULTS: Budget = { ...FAULTS, kills: 0, losses: 0, refusals: 0, lateness: 0 };
const FAULTS_AND_PEOPLE: Budget = { ...FAULTS, losses: 1, hands: 1, stops: 1, undos: 1, verdicts: 1 };

const spaceOf = (protocol: Protocol) => explore(mailModel(protocol));
const isSettled = ({ status }: World) => SETTLED_STATUSES.some((settled) => settled === status);
/** A person who says of a mail that left that it did not, or the reverse, is believed: the one assumption about people. */
const isDouble = (world: World) => world.delivered > 1 && !world.hasErred;

/** `sent` without a delivery; or over without being sent, and yet delivered by us. */
function isUntrue({ status, delivered, isTouched, hasErred }: World): boolean {
  if (hasErred) return false;
  if (status === "sent") return delivered === 0;
  return ["failed", "canceled", "held", "skipped"].includes(status) && delivered > 0 && !isTouched;
}

/** The shortest way to such a state, as a list of steps; undefined when there is none. */
function wayTo(space: Space<World>, isWanted: (world: World) => boolean): string[] | undefined {
  const index = space.states.findIndex(isWanted);
  return index < 0 ? undefined : space.pathTo(index);
}

function wayToStuck(space: Space<World>): string[] | undefined {
  const index = space.canReach(isSettled).indexOf(0);
  return index < 0 ? undefined : space.pathTo(index);
}

const proved = (
  [
    ["Gmail", "drafts", { filesCopies: false }],
    ["Microsoft Graph", "settling_drafts", { filesCopies: false }],
    ["SMTP with a sent copy by the server", "direct", { filesCopies: true }],
    ["SMTP without one", "direct", { filesCopies: false }],
  ] as [string, Transport, Partial<Protocol>][]
).map(([name, transport, over]) => ({ name, transport, over }));

describe.each(proved)("the send protocol over $name", ({ transport, over }) => {
  let space: Space<World>;
  const protocol = ledgerProtocol(transport, { ...over, budget: FAULTS_AND_PEOPLE });
  beforeAll(() => {
    space = spaceOf(protocol);
  }, 60_000);

  it("delivers at most once in every reachable state", ({ annotate }) => {
    void annotate(`${space.states.length} states`);
    expect(space.states.length).toBeGreaterThan(10_000);
    expect(wayTo(space, isDouble)).toBeUndefined();
  });

  it("loses nothing: when faults stop, every state still comes to an end", () => {
    expect(wayToStuck(space)).toBeUndefined();
  });

  it("says only what is true of a mail that is over", () => {
    expect(wayTo(space, isUntrue)).toBeUndefined();
  });

  it("is in doubt only where the witness is gone", () => {
    const { undos } = protocol.budget;
    // Drafts: a hand in the mailbox, or a stop taken back while its draft is deleted. Direct: the mail's data had begun.
    const mayDoubt = (world: World) =>
      transport === "direct" ? world.hasDataBegun : world.isTouched || world.left.undos < undos;
    expect(wayTo(space, (world) => world.status === "uncertain" && !mayDoubt(world))).toBeUndefined();
    expect(wayTo(space, (world) => world.status === "uncertain")).toBeDefined();
  });
});

describe("the send protocol without people", () => {
  it.each(["drafts", "settling_drafts"] as const)(
    "never doubts over %s, and sends whatever is not refused",
    (transport) => {
      const space = spaceOf(ledgerProtocol(transport));
      expect(
        wayTo(space, (world) => isDouble(world) || isUntrue(world) || world.status === "uncertain"),
      ).toBeUndefined();
      const canBeSent = space.canReach((world) => world.status === "sent" || world.status === "failed");
      expect(canBeSent.indexOf(0)).toBe(-1);
    },
  );

  it.each(["drafts", "settling_drafts", "direct"] as const)(
    "only sends over %s when nothing goes wrong",
    (transport) => {
      const space = spaceOf(ledgerProtocol(transport, { budget: NO_FAULTS }));
      const ends = space.states.filter(isSettled).map(({ status, delivered }) => `${status} ${delivered}`);
      expect(new Set(ends)).toEqual(new Set(["sent 1"]));
    },
  );
});

describe("a call that outlives its lease", () => {
  it("does not send a Gmail draft twice, whenever it arrives", () => {
    const budget = { ...FAULTS_AND_PEOPLE, kills: 1, losses: 1, undos: 0 };
    const space = spaceOf(ledgerProtocol("drafts", { callsEndWithLease: false, readsLag: true, budget }));
    expect(wayTo(space, isDouble)).toBeUndefined();
    expect(wayToStuck(space)).toBeUndefined();
    // What it can do is leave after the mail was given up: why calls must end within the lease all the same.
    expect(wayTo(space, isUntrue)).toBeDefined();
  });

  it("sends twice where the draft is no key: Graph, and SMTP once a person has decided", () => {
    const graph = spaceOf(ledgerProtocol("settling_drafts", { callsEndWithLease: false }));
    expect(wayTo(graph, isDouble)).toBeDefined();
    const smtp = spaceOf(ledgerProtocol("direct", { callsEndWithLease: false, budget: { ...FAULTS, verdicts: 1 } }));
    expect(wayTo(smtp, isDouble)).toBeDefined();
  });
});

describe("the checker", () => {
  it.each([
    ["claim, send, mark", CLAIM_SEND_MARK, 4],
    ["write ahead and retry", WRITE_AHEAD_AND_RETRY, 5],
    ["search the sent mails and retry", SEARCH_AND_RETRY, 7],
    ["send a Graph draft again that has not settled", GRAPH_WITHOUT_SETTLE, 10],
  ] as const)("finds the second delivery of: %s", (_name, protocol, length) => {
    expect(wayTo(spaceOf(protocol), isDouble)).toHaveLength(length);
  });

  it("finds that a person who errs sends twice, so that the assumption about people is needed", () => {
    const space = spaceOf(ledgerProtocol("direct", { budget: { ...FAULTS, verdicts: 1 } }));
    expect(wayTo(space, (world) => world.delivered > 1)).toBeDefined();
  });

  it("finds a second mail when a stop is taken back and the first draft forgotten without proof", () => {
    const budget = { ...NO_FAULTS, hands: 1, stops: 1, undos: 1 };
    const space = spaceOf(ledgerProtocol("drafts", { trustsMissingDraft: true, budget }));
    expect(wayTo(space, isDouble)).toBeDefined();
  });

  it("finds a doubt that we make ourselves when a draft is deleted though its row was not taken back", () => {
    const budget = { ...FAULTS, stops: 1 };
    const isDoubt = (world: World) => world.status === "uncertain";
    expect(wayTo(spaceOf(ledgerProtocol("drafts", { erasesBlindly: true, budget })), isDoubt)).toBeDefined();
    expect(wayTo(spaceOf(ledgerProtocol("drafts", { budget })), isDoubt)).toBeUndefined();
  });

  it("finds a mail that waits for ever when a dead worker's mail cannot be claimed", () => {
    for (const status of ["preparing", "prepared", "sending"]) {
      const rules = SEND_RULES.filter(({ guard, from }) => guard !== "claim" || from !== status);
      expect(wayToStuck(spaceOf(ledgerProtocol("drafts", { rules })))).toBeDefined();
    }
  });

  it("finds a fault as soon as any proof on the way out of sending is dropped", () => {
    const budget = { ...FAULTS, stops: 1 };
    for (const transport of ["drafts", "settling_drafts", "direct"] as const) {
      for (const weakened of SEND_RULES) {
        if (
          weakened.cause !== "reconciled" ||
          ("transports" in weakened && !weakened.transports.some((t) => t === transport))
        )
          continue;
        const rules = SEND_RULES.map((rule) => (rule === weakened ? { ...rule, proof: "nothing" as const } : rule));
        const space = spaceOf(ledgerProtocol(transport, { rules, budget, filesCopies: true }));
        const isWrong = (world: World) =>
          isDouble(world) || isUntrue(world) || (world.status === "uncertain" && world.copy !== "none");
        expect(wayTo(space, isWrong), labelOf(weakened)).toBeDefined();
      }
    }
  });
});

describe("the ledger's table", () => {
  it("has no rule that the proof does not walk", () => {
    const walked = new Set(
      proved.flatMap(({ transport, over }) => {
        const budget = { ...FAULTS_AND_PEOPLE, kills: 1, losses: 1, lateness: 0, stops: 2 };
        return [...spaceOf(ledgerProtocol(transport, { ...over, budget, callsEndWithLease: false })).labels];
      }),
    );
    expect(SEND_RULES.map(labelOf).filter((label) => !walked.has(label))).toEqual([]);
  });

  it("lets nothing out of sent and skipped", () => {
    const statuses = [...new Set(SEND_RULES.flatMap(({ from, to }) => [from, to]))] as SendJobStatus[];
    for (const to of statuses) for (const from of ["sent", "skipped"] as const) expect(mayMove(from, to)).toBe(false);
  });

  it("leaves a mail that may be on its way to its outcome: no stop, no hold", () => {
    for (const to of ["canceled", "held", "skipped", "scheduled", "preparing"] as const)
      expect(mayMove("sending", to)).toBe(false);
  });
});
