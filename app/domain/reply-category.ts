/** What a person says about a conversation. The words are shown, stored and named in the API. */
export const CONVERSATION_CATEGORIES = [
  "interested",
  "not_interested",
  "out_of_office",
  "referral",
  "unsubscribe",
  "other",
] as const;

export type ConversationCategory = (typeof CONVERSATION_CATEGORIES)[number];
