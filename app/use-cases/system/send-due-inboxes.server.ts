import type { AppContext } from "../../context.ts";
import { sendInbox } from "../sending/send-inbox.server.ts";
import { decideInboxes } from "./decide-inboxes.server.ts";
import { sweepSends } from "./sweep-sends.server.ts";

export type DueOutcome = {
  takenUpCount: number;
  inboxes: { inboxId: string; sentCount: number; nextAt: Date | null }[];
};

/** One tick with its turns, one inbox after the other: the same use cases as the crontab's. */
export async function sendDueInboxes(app: AppContext): Promise<DueOutcome> {
  const { takenUpCount } = await sweepSends(app);
  const inboxes: DueOutcome["inboxes"] = [];
  for (const { workspaceId, inboxId, decision } of await decideInboxes(app)) {
    if (decision.kind !== "send") {
      inboxes.push({ inboxId, sentCount: 0, nextAt: decision.kind === "wait" ? decision.until : null });
      continue;
    }
    const { sentCount, nextAt } = await sendInbox(app, { workspaceId, inboxId });
    inboxes.push({ inboxId, sentCount, nextAt });
  }
  return { takenUpCount, inboxes };
}
