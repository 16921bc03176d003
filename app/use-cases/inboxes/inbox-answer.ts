import type { DescribedInbox } from "./describe-inboxes.server.ts";

/** An inbox as the API shows it: never a token, never its place of reading. */
export function inboxAnswer(inbox: DescribedInbox) {
  return {
    inboxId: inbox.inboxId,
    email: inbox.email,
    provider: inbox.provider,
    status: inbox.status,
    statusReason: inbox.statusReason,
    lastSyncedAt: inbox.lastSyncedAt,
    sentToday: inbox.sentToday,
    capToday: inbox.capToday,
    health: { word: inbox.state.word, sentence: inbox.state.sentence },
    settings: {
      cap: inbox.capPerDay,
      ramp: inbox.ramp,
      window: { days: inbox.windowDays, start: inbox.windowStart, end: inbox.windowEnd },
      minGapSeconds: inbox.minGapSeconds,
      timeZone: inbox.timeZone,
      country: inbox.country,
      displayName: inbox.displayName,
      signature: inbox.signature,
      sendAs: inbox.sendAs,
    },
  };
}
