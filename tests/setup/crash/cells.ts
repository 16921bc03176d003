/**
 * The kill matrix of a mail: each point of its way, each thing that can go wrong there, and what must hold afterwards.
 * K12 (the clock) has a world of its own: clock.ts.
 */
import type { CallKind } from "./calls.ts";
import type { Deed } from "./deeds.ts";
import * as deeds from "./deeds.ts";
import { canMountDisk } from "./disk.ts";
import * as meddling from "./meddling.ts";

export type K = `K${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14}`;

/** How a hit mail may end. Everything but `sent` wants a reason on its row. */
export type End = "sent" | "failed" | "canceled" | "uncertain";

export type Cell = {
  k: K;
  name: string;
  at: CallKind;
  /** calm: beside others. worker: a process dies or stands, and another must be up. world: nothing else meanwhile. */
  reach: "calm" | "worker" | "world";
  deed: Deed;
  ends: readonly End[];
  /** It waits for a minute of application time or for the verdict: struck first, so that nobody waits for it at the end. */
  isSlow?: true;
};

const SENT = ["sent"] as const;
const STOPPED = ["canceled"] as const;
/** A refusal that came after the time-out was not heard: then the mail is looked for, and sent. */
const FAILED = ["failed", "sent"] as const;
const PARKED = ["sent", "uncertain"] as const;

/** Every cell of a transport with drafts. */
export const DRAFT_CELLS: Cell[] = [
  cell("K1", "kill", "create", "worker", deeds.killBefore),
  cell("K2", "kill", "create", "worker", deeds.killAfterAccept),
  cell("K2", "reset", "create", "calm", deeds.reset, SENT, true),
  cell("K2", "hang", "create", "calm", deeds.hang, SENT, true),
  cell("K3", "kill", "create", "worker", deeds.killBeforeCommit),
  cell("K3", "database", "create", "world", deeds.crashDatabase),
  cell("K4", "suppress", "freshen", "calm", meddling.suppress, STOPPED),
  cell("K4", "suppress early", "create", "calm", meddling.suppress, STOPPED),
  cell("K4", "reply", "freshen", "calm", meddling.reply, STOPPED),
  cell("K4", "pause lead", "freshen", "calm", meddling.pauseLead),
  cell("K4", "pause campaign", "freshen", "world", meddling.pauseCampaign),
  cell("K4", "disconnect", "freshen", "world", meddling.disconnect),
  cell("K5", "kill", "post", "worker", deeds.killBefore),
  cell("K5", "late call", "post", "worker", deeds.lateCall),
  cell("K6", "kill", "post", "worker", deeds.killAfterAccept),
  cell("K6", "hang", "post", "calm", deeds.hang),
  cell("K6", "reset", "post", "calm", deeds.reset),
  cell("K6", "half", "post", "calm", deeds.half),
  ...[502, 503, 504].map((status) => cell("K6", `${status} after`, "post", "calm", deeds.hide(status))),
  cell("K7", "throttled", "post", "calm", deeds.refuse("throttled")),
  cell("K7", "quota", "post", "calm", deeds.refuse("quota")),
  cell("K7", "invalid", "post", "calm", deeds.refuse("invalid"), FAILED),
  cell("K7", "too large", "post", "calm", deeds.refuse("too_large"), FAILED),
  cell("K7", "unauthorized", "post", "calm", deeds.refuse("unauthorized")),
  cell("K7", "500 before", "post", "calm", deeds.refuse("trouble")),
  cell("K7", "503 at the draft", "create", "calm", deeds.refuse("trouble"), SENT, true),
  cell("K8", "kill", "post", "worker", deeds.killBeforeCommit),
  cell("K8", "kill in it", "post", "worker", deeds.killAfterAnswer),
  cell("K8", "database", "post", "world", deeds.crashDatabase),
  ...onOwnDisk(cell("K8", "disk full", "post", "world", deeds.fillDisk)),
  cell("K9", "kill", "read_back", "worker", deeds.killBefore),
  cell("K10", "kill twice", "post", "worker", deeds.killWhoLooks),
  cell("K11", "create", "create", "worker", deeds.twoAtOnce),
  cell("K11", "freshen", "freshen", "worker", deeds.twoAtOnce),
  cell("K11", "post", "post", "worker", deeds.twoAtOnce),
  cell("K11", "look", "post", "worker", deeds.twoLookAtOnce),
  cell("K13", "delete", "post", "calm", meddling.deleteDraft, PARKED, true),
  cell("K13", "edit", "post", "calm", meddling.editDraft, PARKED, true),
  cell("K13", "send", "post", "calm", meddling.sendDraft, PARKED, true),
  cell("K14", "at the draft", "create", "worker", deeds.retireMeanwhile({ isRolling: false })),
  cell("K14", "at the post", "post", "worker", deeds.retireMeanwhile({ isRolling: false })),
  cell("K14", "reading back", "read_back", "worker", deeds.retireMeanwhile({ isRolling: false })),
  cell("K14", "old and new", "post", "worker", deeds.retireMeanwhile({ isRolling: true })),
];

/**
 * Every cell of direct submission. K2, K3 and K13 have no meaning without drafts. Before the message nothing has left;
 * with its end the server alone knows, and only a copy among the sent mails tells: without one the mail is in doubt.
 */
export const DIRECT_CELLS: Cell[] = [
  cell("K1", "kill", "greeting", "worker", deeds.killBefore),
  cell("K4", "suppress", "freshen", "calm", meddling.suppress, STOPPED),
  cell("K4", "reply", "freshen", "calm", meddling.reply, STOPPED),
  cell("K4", "pause lead", "freshen", "calm", meddling.pauseLead),
  cell("K4", "pause campaign", "freshen", "world", meddling.pauseCampaign),
  cell("K4", "disconnect", "freshen", "world", meddling.disconnect),
  cell("K5", "kill", "recipient", "worker", deeds.killBefore),
  cell("K5", "halt", "recipient", "worker", deeds.lateCall),
  cell("K5", "late call", "post", "worker", deeds.lateCall, PARKED, true),
  cell("K6", "kill", "post", "worker", deeds.killAfterAccept, PARKED, true),
  cell("K6", "kill, copy there", "post", "worker", deeds.filed(deeds.killAfterAccept)),
  cell("K6", "hang", "post", "calm", deeds.hang, PARKED, true),
  cell("K6", "hang, copy there", "post", "calm", deeds.filed(deeds.hang)),
  cell("K6", "reset", "post", "calm", deeds.reset, PARKED, true),
  cell("K6", "reset, copy there", "post", "calm", deeds.filed(deeds.reset)),
  cell("K6", "half", "post", "calm", deeds.half, PARKED, true),
  cell("K7", "invalid", "recipient", "calm", deeds.refuse("invalid"), FAILED),
  cell("K7", "too large", "post", "calm", deeds.refuse("too_large"), FAILED),
  cell("K7", "busy", "recipient", "calm", deeds.refuse("trouble"), SENT, true),
  cell("K7", "busy at the dot", "post", "calm", deeds.refuse("trouble"), SENT, true),
  cell("K8", "kill", "post", "worker", deeds.killBeforeCommit, PARKED, true),
  cell("K8", "kill, copy there", "post", "worker", deeds.filed(deeds.killBeforeCommit)),
  cell("K8", "kill in it", "post", "worker", deeds.killAfterAnswer, PARKED, true),
  cell("K8", "database", "post", "world", deeds.crashDatabase, PARKED, true),
  ...onOwnDisk(cell("K8", "disk full", "post", "world", deeds.fillDisk, PARKED, true)),
  cell("K9", "kill", "file", "worker", deeds.killBefore),
  cell("K10", "kill twice", "post", "worker", deeds.killWhoLooks, PARKED, true),
  cell("K10", "kill twice, copy there", "post", "worker", deeds.filed(deeds.killWhoLooks)),
  cell("K11", "recipient", "recipient", "worker", deeds.twoAtOnce),
  cell("K11", "post", "post", "worker", deeds.twoAtOnce, PARKED, true),
  cell("K11", "look", "post", "worker", deeds.filed(deeds.twoLookAtOnce)),
  cell("K14", "at the recipient", "recipient", "worker", deeds.retireMeanwhile({ isRolling: false })),
  cell("K14", "at the post", "post", "worker", deeds.retireMeanwhile({ isRolling: false })),
  cell("K14", "old and new", "post", "worker", deeds.retireMeanwhile({ isRolling: true })),
];

/** Only where the database can be given a disk of its own. */
function onOwnDisk(one: Cell): Cell[] {
  return canMountDisk() ? [one] : [];
}

function cell(
  k: K,
  name: string,
  at: CallKind,
  reach: Cell["reach"],
  deed: Deed,
  ends: readonly End[] = SENT,
  isSlow?: true,
): Cell {
  return { k, name, at, reach, deed, ends, ...(isSlow ? { isSlow } : {}) };
}
