/**
 * A person says what an answer is. "unsubscribe" acts like the words themselves; taking it back takes back what this
 * conversation did: its suppression (never one made by the link) and the journeys it ended elsewhere.
 */
import { getConversation } from "../../../db/queries/conversation-lists.ts";
import { type Conversation, updateConversationCategory } from "../../../db/queries/conversations.ts";
import {
  lockUnsubscribedJourneys,
  restoreJourneys,
  updateJourneyReplied,
} from "../../../db/queries/journey-restoring.ts";
import { lockJourneysOfLeads, stopJourneys } from "../../../db/queries/journeys.ts";
import { addStat, type StatName } from "../../../db/queries/stats.ts";
import { deleteSuppressionsOfReply, replySource } from "../../../db/queries/suppression-links.ts";
import { findSuppressedEmails, insertSuppressions } from "../../../db/queries/suppressions.ts";
import { inTransaction, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import type { ConversationCategory } from "../../domain/reply-category.ts";

export type CategorizeOutcome = {
  category: ConversationCategory;
  suppressedEmail: string | null;
  /** Addresses that may be written to again. */
  releasedEmails: string[];
  stoppedCount: number;
  restoredCount: number;
};

/** Errors  not_found; conflict when two people sort it at once */
export async function categorizeConversation(
  app: AppContext,
  actor: Actor,
  input: { conversationId: string; category: ConversationCategory },
): Promise<CategorizeOutcome> {
  const at = await app.clock.now();
  return inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    const conversation = await getConversation(scope, input.conversationId);
    const { category } = input;
    const outcome: CategorizeOutcome = {
      category,
      suppressedEmail: null,
      releasedEmails: [],
      stoppedCount: 0,
      restoredCount: 0,
    };
    if (conversation.category === category) return outcome;
    if (category === "unsubscribe") Object.assign(outcome, await optOut(scope, conversation, at));
    if (conversation.category === "unsubscribe") Object.assign(outcome, await takeBack(scope, conversation));
    const change = { from: conversation.category, to: category };
    if (!(await updateConversationCategory(scope, conversation.conversationId, change))) {
      throw new AppError("conflict", "Someone else sorted this conversation just now. Open it again.");
    }
    if (category === "interested") await count(scope, conversation, "positive", 1);
    if (conversation.category === "interested") await count(scope, conversation, "positive", -1);
    return outcome;
  });
}

async function optOut(
  scope: TransactionScope,
  conversation: Conversation,
  at: Date,
): Promise<Partial<CategorizeOutcome>> {
  const { leadId, leadEmail } = conversation;
  if (leadId === null || leadEmail === null) return {};
  const journeys = await lockJourneysOfLeads(scope, { leadIds: [leadId] });
  const source = replySource(conversation.conversationId);
  const email = leadEmail.toLowerCase();
  const { insertedCount } = await insertSuppressions(scope, [{ kind: "email", email, reason: "unsubscribe", source }]);
  const reason = "A member marked their answer as an unsubscribe.";
  const campaignLeadIds = journeys.map((journey) => journey.campaignLeadId);
  const stopped = await stopJourneys(scope, { campaignLeadIds, status: "unsubscribed", reason, at });
  if (insertedCount > 0) await count(scope, conversation, "unsubscribed", 1);
  return { suppressedEmail: email, stoppedCount: stopped.length };
}

async function takeBack(scope: TransactionScope, conversation: Conversation): Promise<Partial<CategorizeOutcome>> {
  const { leadId, leadEmail, campaignLeadId, conversationId } = conversation;
  const journeyIds = leadId === null ? [] : await lockUnsubscribedJourneys(scope, leadId);
  const releasedEmails = await deleteSuppressionsOfReply(scope, conversationId);
  if (releasedEmails.length === 0) return {};
  await count(scope, conversation, "unsubscribed", -1);
  if (campaignLeadId !== null) await updateJourneyReplied(scope, campaignLeadId);
  const email = leadEmail?.toLowerCase();
  const isStillBarred = email === undefined || (await findSuppressedEmails(scope, [email])).has(email);
  const others = isStillBarred ? [] : journeyIds.filter((id) => id !== campaignLeadId);
  return { releasedEmails, restoredCount: await restoreJourneys(scope, others) };
}

/** On the day of the answer (UTC), so that a correction meets the very number it corrects. */
async function count(scope: TransactionScope, conversation: Conversation, name: StatName, by: number): Promise<void> {
  const { campaignId, inboxId } = conversation;
  const statOn = (conversation.lastInboundAt ?? conversation.lastMessageAt).toISOString().slice(0, 10);
  await addStat(scope, name, { statOn, campaignId, inboxId }, by);
}
