import type { AppContext } from "../../context.ts";
import { sendInbox } from "../sending/send-inbox.server.ts";
import { sweepSends } from "./sweep-sends.server.ts";
import { listInboxesToWake } from "./tick.server.ts";

export type DueOutcome = {
  takenUpCount: number;
  inboxes: { inboxId: string; sentCount: number; nextAt: Date | null }[];
};

/** One tick with its turns, one inbox after the other: the same use cases as the crontab's. */
export async function sendDueInboxes(app: AppContext): Promise<DueOutcome> {
  const { takenUpCount } = await sweepSends(app);
  const inboxes: DueOutcome["inboxes"] = [];
  for (const inbox of await listInboxesToWake(app)) {
    const { sentCount, nextAt } = await sendInbox(app, inbox);
    inboxes.push({ inboxId: inbox.inboxId, sentCount, nextAt });
  }
  return { takenUpCount, inboxes };
}
