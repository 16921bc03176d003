/** How categories and classes of answers are called and shown. */
import type { ConversationCategory } from "../domain/reply-category.ts";
import type { Tone } from "./tone.ts";

export const CATEGORY_WORDS: Record<ConversationCategory, { word: string; tone: Tone }> = {
  interested: { word: "Interested", tone: "ok" },
  not_interested: { word: "Not interested", tone: "mute" },
  out_of_office: { word: "Out of office", tone: "wait" },
  referral: { word: "Referral", tone: "info" },
  unsubscribe: { word: "Unsubscribe", tone: "stop" },
  other: { word: "Other", tone: "mute" },
};

export const CLASS_WORDS: Record<string, { word: string; tone: Tone }> = {
  reply: { word: "Reply", tone: "info" },
  unsubscribe: { word: "Unsubscribe", tone: "stop" },
  auto_reply: { word: "Automatic reply", tone: "wait" },
  bounce: { word: "Bounce", tone: "stop" },
  complaint: { word: "Complaint", tone: "stop" },
  notice: { word: "Notice", tone: "mute" },
};

export const STATE_WORDS: Record<string, { word: string; tone: Tone }> = {
  sending: { word: "Sending", tone: "wait" },
  held: { word: "Held", tone: "wait" },
  failed: { word: "Failed", tone: "stop" },
  canceled: { word: "Not sent", tone: "mute" },
  uncertain: { word: "Uncertain", tone: "wait" },
};

export const CATEGORY_OPTIONS = Object.entries(CATEGORY_WORDS).map(([value, { word }]) => ({ value, label: word }));
