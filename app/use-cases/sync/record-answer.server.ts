/**
 * Stores one answer with everything that follows from it, in one transaction: the message, its conversation, the stopped
 * journeys, the suppression, the numbers. A message that was stored before changes nothing.
 */
import { insertOrLockConversation, updateConversationSeen } from "../../../db/queries/conversations.ts";
import {
  findJourneyStatus,
  type Journey,
  listCompanyColleagues,
  lockJourneysOfLeads,
  stopJourneys,
} from "../../../db/queries/journeys.ts";
import { findLeadEmail } from "../../../db/queries/lead-by-email.ts";
import { hasEarlierMessage, insertMessage } from "../../../db/queries/messages.ts";
import { addStat } from "../../../db/queries/stats.ts";
import { replySource } from "../../../db/queries/suppression-links.ts";
import { insertSuppressions } from "../../../db/queries/suppressions.ts";
import { inTransaction, type Scope, type TransactionScope } from "../../../db/scope.ts";
import { type AnswerEffect, decideAnswerEffect } from "../../domain/answer-effect.ts";
import { isFreeMailDomain, parseEmailAddress } from "../../domain/email-address.ts";
import { localDayOf } from "../../domain/zone-time.ts";
import type { Answer, ReadInbox } from "./judge-message.server.ts";
import { storedFormOf } from "./stored-form.ts";

/** True when the message is new. */
export async function recordAnswer(scope: Scope, inbox: ReadInbox, answer: Answer, at: Date): Promise<boolean> {
  const effect = decideAnswerEffect(answer.verdict);
  const place = placeOf(answer);
  const colleagues = effect.stop?.status === "replied" ? await colleaguesOf(scope, answer, place.campaignId) : [];
  return inTransaction(scope, async (scope) => {
    const journeys = effect.stop ? await lockEnding(scope, answer, effect, colleagues) : [];
    const conversationId = await insertOrLockConversation(scope, {
      ...place,
      inboxId: inbox.inboxId,
      threadKey: answer.received.threadId,
      subject: answer.mail.subject,
      matchReason: answer.matchReason,
      at: answer.received.receivedAt,
    });
    const messageId = await insertMessage(scope, {
      ...storedFormOf(answer.mail, answer.received),
      inboxId: inbox.inboxId,
      conversationId,
      direction: "inbound",
      class: answer.verdict.class,
      classReason: answer.verdict.reason,
      matchReason: answer.matchReason,
      sendJobId: answer.sent?.sendJobId ?? null,
    });
    if (messageId === undefined) return false;
    const seen = { class: answer.verdict.class, at: answer.received.receivedAt, isUnread: effect.isUnread };
    await updateConversationSeen(scope, conversationId, { ...seen, direction: "inbound" });
    await applyEffect(scope, { inbox, answer, effect, journeys, conversationId, messageId, at });
    return true;
  });
}

type Recorded = {
  inbox: ReadInbox;
  answer: Answer;
  effect: AnswerEffect;
  journeys: Journey[];
  conversationId: string;
  messageId: string;
  at: Date;
};

async function applyEffect(scope: TransactionScope, recorded: Recorded): Promise<void> {
  const { answer, effect, journeys, at } = recorded;
  const insertedCount = effect.suppression === null ? 0 : await suppress(scope, recorded, effect.suppression);
  let stoppedCount = 0;
  if (effect.stop) {
    const [own, others] = [true, false].map((isOwn) =>
      journeys
        .filter((journey) => (journey.leadId === answer.leadId) === isOwn)
        .map((journey) => journey.campaignLeadId),
    );
    const stopped = await stopJourneys(scope, { ...effect.stop, campaignLeadIds: own ?? [], at });
    stoppedCount = stopped.length;
    const reason = "Someone else at their company answered, and this campaign stops for the whole company.";
    await stopJourneys(scope, { status: "stopped", reason, campaignLeadIds: others ?? [], at });
  }
  if (effect.stat === null) return;
  const isCounted =
    effect.suppression === null ? stoppedCount > 0 || (await isFirstReply(scope, recorded)) : insertedCount > 0;
  if (!isCounted) return;
  const { campaignId } = placeOf(answer);
  const statOn = localDayOf(at, recorded.inbox.timeZone);
  const { stepNo = null, variant = 0, inboxId = recorded.inbox.inboxId } = answer.sent ?? {};
  await addStat(scope, effect.stat, { statOn, campaignId, stepNo, variant, inboxId });
}

/** The campaign's own numbers count a person once, also when the answer comes after the last step. */
async function isFirstReply(
  scope: TransactionScope,
  { answer, conversationId, messageId }: Recorded,
): Promise<boolean> {
  const { campaignLeadId } = placeOf(answer);
  if (campaignLeadId === null || (await findJourneyStatus(scope, campaignLeadId)) !== "completed") return false;
  return !(await hasEarlierMessage(scope, { conversationId, class: "reply", exceptMessageId: messageId }));
}

/** An opt-out covers the address we wrote to and the one that answered; a report covers only the former. */
async function suppress(
  scope: TransactionScope,
  { answer, conversationId }: Recorded,
  reason: NonNullable<AnswerEffect["suppression"]>,
): Promise<number> {
  const isOptOut = reason === "unsubscribe";
  const writer = isOptOut ? answer.mail.from?.email : undefined;
  const written = reason === "bounce" && answer.sent ? undefined : await findLeadEmail(scope, answer.leadId);
  const emails = new Set([answer.sent?.leadEmail, written, writer].flatMap(readable));
  const source = isOptOut ? replySource(conversationId) : reason;
  const entries = [...emails].map((email) => ({ kind: "email" as const, email, reason, source }));
  return (await insertSuppressions(scope, entries)).insertedCount;
}

function readable(email: string | undefined): string[] {
  const parsed = parseEmailAddress(email ?? "");
  return parsed.ok ? [parsed.email] : [];
}

/** A person's answer in a thread of its own may mean any mail of ours: it ends each journey that has mailed the person. */
async function lockEnding(
  scope: TransactionScope,
  answer: Answer,
  effect: AnswerEffect,
  colleagues: string[],
): Promise<Journey[]> {
  const { campaignId } = placeOf(answer);
  const isEverywhere = effect.stop?.isEverywhere === true;
  const isOneCampaign = !isEverywhere && !answer.isByAddress;
  if (isOneCampaign && campaignId === null) return [];
  const only = isOneCampaign && campaignId !== null ? { campaignId } : {};
  const journeys = await lockJourneysOfLeads(scope, { leadIds: [answer.leadId, ...colleagues], ...only });
  return journeys.filter((journey) => {
    if (isEverywhere || journey.campaignId === campaignId) return true;
    return journey.leadId === answer.leadId && journey.position > 0;
  });
}

async function colleaguesOf(scope: Scope, answer: Answer, campaignId: string | null): Promise<string[]> {
  if (campaignId === null) return [];
  const colleagues = await listCompanyColleagues(scope, { campaignId, leadId: answer.leadId });
  return colleagues.filter(({ companyDomain }) => !isFreeMailDomain(companyDomain)).map(({ leadId }) => leadId);
}

function placeOf({ sent, conversation, leadId }: Answer) {
  return {
    leadId,
    campaignId: sent?.campaignId ?? conversation?.campaignId ?? null,
    campaignLeadId: sent?.campaignLeadId ?? conversation?.campaignLeadId ?? null,
  };
}
