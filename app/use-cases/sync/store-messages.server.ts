/**
 * Fetches messages and stores those that concern us, in the order given. A message that cannot be read goes to the
 * inbound failures, raw, and the page goes on; trouble with the provider or the database ends the reading.
 */
import { insertInboundFailure, updateFailuresResolved } from "../../../db/queries/inbound-failures.ts";
import { findStoredMessageIds } from "../../../db/queries/messages.ts";
import type { Scope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { headerOf } from "../../domain/mail-headers.ts";
import { ATTEMPT_HEADER } from "../../mail/compose-mail.ts";
import type { Mailbox } from "../../providers/ports.ts";
import { settleFromCopy } from "../sending/settle-from-copy.server.ts";
import { judgeMessage, type ReadInbox, type Received } from "./judge-message.server.ts";
import { recordAnswer } from "./record-answer.server.ts";
import { recordOwnMail } from "./record-own-mail.server.ts";

export type StoreCounts = { storedCount: number; failedCount: number };
export type Reading = { app: AppContext; scope: Scope; mailbox: Mailbox; inbox: ReadInbox; at: Date };

/** Gmail bears parallel reads of one mailbox well within its quota (providers.md 2.6). */
const FETCH_TOGETHER = 4;

export async function storeMessages(reading: Reading, messageIds: string[]): Promise<StoreCounts> {
  const { scope, mailbox, inbox } = reading;
  const known = await findStoredMessageIds(scope, inbox.inboxId, messageIds);
  const wanted = messageIds.filter((id) => !known.has(id));
  const counts: StoreCounts = { storedCount: 0, failedCount: 0 };
  for (let start = 0; start < wanted.length; start += FETCH_TOGETHER) {
    const ids = wanted.slice(start, start + FETCH_TOGETHER);
    const fetched = await Promise.allSettled(ids.map((id) => mailbox.getRaw(id)));
    for (const found of fetched) {
      // What came before the first failure is stored; the failure ends the reading.
      if (found.status === "rejected") throw found.reason;
      if (found.value === null) continue;
      const outcome = await storeMessage(reading, found.value);
      if (outcome === "stored") counts.storedCount++;
      if (outcome === "failed") counts.failedCount++;
    }
  }
  if (messageIds.length > 0) await updateFailuresResolved(scope, inbox.inboxId, messageIds);
  return counts;
}

async function storeMessage(reading: Reading, received: Received): Promise<"stored" | "passed" | "failed"> {
  const { scope, inbox, at } = reading;
  try {
    await settleOwn(reading, received);
    const judged = await judgeMessage(scope, inbox, received);
    if (judged === null) return "passed";
    const isNew =
      judged.kind === "own" ? await recordOwnMail(scope, inbox, judged) : await recordAnswer(scope, inbox, judged, at);
    return isNew ? "stored" : "passed";
  } catch (error) {
    if (!isOfMessage(error)) throw error;
    const reason = error instanceof Error ? error.message.slice(0, 500) : "It could not be read.";
    await insertInboundFailure(scope, {
      inboxId: inbox.inboxId,
      providerMessageId: received.providerMessageId,
      raw: received.mime,
      reason,
    });
    return "failed";
  }
}

/** A sent copy with our mark ends the doubt about its mail. */
async function settleOwn({ app, scope, inbox }: Reading, received: Received): Promise<void> {
  const attemptId = received.labels.includes("SENT") ? headerOf(received.headers, ATTEMPT_HEADER) : null;
  if (!attemptId) return;
  const { providerMessageId, threadId, receivedAt } = received;
  const messageIdHeader = headerOf(received.headers, "message-id")?.trim() ?? null;
  const sent = { providerMessageId, threadId, messageIdHeader };
  await settleFromCopy(app, scope, { inboxId: inbox.inboxId, attemptId: attemptId.trim(), sent, receivedAt });
}

/** A refused value (SQLSTATE classes 22 and 23) or an error of the reading itself; not a lost connection or a lock. */
function isOfMessage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code !== "string" || /^2[23][0-9A-Z]{3}$/.test(code);
}
