/** The usual protocols, as tables of the same form. Each of them sends twice; the checker has to see it. */
import { type Rule, SEND_RULES } from "../../../app/domain/send-ledger.ts";
import { ledgerProtocol } from "./mail-model.ts";
import type { Protocol } from "./mail-world.ts";

const claim = { cause: "claimed", guard: "claim", proof: "nothing" } as const;
const accepted: Rule = {
  from: "sending",
  to: "sent",
  cause: "provider accepted",
  guard: "fence",
  proof: "call_accepted",
};
const writeAhead: Rule[] = [
  { from: "scheduled", to: "prepared", ...claim },
  { from: "prepared", to: "prepared", ...claim },
  { from: "sending", to: "sending", ...claim },
  { from: "prepared", to: "sending", cause: "preflight cleared", guard: "fence", proof: "nothing" },
  accepted,
];

export const CLAIM_SEND_MARK: Protocol = ledgerProtocol("direct", {
  rules: [{ from: "scheduled", to: "sending", ...claim }, { from: "sending", to: "sending", ...claim }, accepted],
  work: { sending: "post" },
});

export const WRITE_AHEAD_AND_RETRY: Protocol = ledgerProtocol("direct", {
  rules: writeAhead,
  work: { prepared: "decide", sending: "post" },
});

/** "Not found, so retry", though a sent copy takes time to show itself. */
export const SEARCH_AND_RETRY: Protocol = ledgerProtocol("direct", {
  rules: [
    ...writeAhead,
    { from: "sending", to: "sent", cause: "reconciled", guard: "fence", proof: "sent_copy_found" },
    { from: "sending", to: "sending", cause: "reconciled", guard: "fence", proof: "nothing" },
  ],
  work: { prepared: "decide", sending: "look" },
  filesCopies: true,
});

/** "It is still a draft, so send it", though it may be on its way out. */
export const GRAPH_WITHOUT_SETTLE: Protocol = ledgerProtocol("settling_drafts", {
  rules: SEND_RULES.map((rule) => (rule.proof === "settled_draft_stands" ? { ...rule, proof: "draft_stands" } : rule)),
});
