/** What the send plan is told: plain facts, loaded by the live tick and made up by the simulation alike. */
import type { SendWindow } from "./send-window.ts";

export type InboxFacts = {
  inboxId: string;
  email: string;
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
  timeZone: string;
  window: SendWindow;
  capPerDay: number;
  minGapSeconds: number;
  /** The provider's own limit over any 24 hours. */
  ceilingPer24h: number;
  /** When the mailbox was last read to its end; application time. */
  lastSyncedAt: Date | null;
  /** A throttle or quota answer of the provider: no mail before this instant. */
  blockedUntil: Date | null;
  blockedReason: string | null;
};

/** What an inbox has sent or reserved so far. */
export type InboxLoad = {
  /** Local day → reserved. */
  days: ReadonlyMap<string, number>;
  /** 15-minute buckets of the last 24 h, oldest first. */
  quarters: readonly { at: Date; reserved: number }[];
  lastSlotAt: Date | null;
};

export type CampaignFacts = {
  campaignId: string;
  name: string;
  status: "draft" | "active" | "paused" | "completed" | "archived";
  window: SendWindow;
  /** null: the inbox's own zone. */
  timeZone: string | null;
  timeZoneMode: "lead" | "inbox";
};

export type WorkspaceFacts = { sendingStoppedAt: Date | null };

export type JobFacts = {
  sendJobId: string;
  campaignLeadId: string;
  stepNo: number;
  isFollowUp: boolean;
  status: string;
  holdReason: string | null;
  dueAt: Date;
  retryAt: Date | null;
  leadStatus: "waiting" | "replied" | "bounced" | "unsubscribed" | "completed" | "stopped";
  isLeadPaused: boolean;
  /** "address" or "domain" when a suppression covers the lead. */
  suppressedBy: string | null;
  leadTimeZone: string | null;
  leadTimeZoneSource: string | null;
  previousSentAt: Date | null;
  /** The previous mail's real Message-ID was read back. */
  hasPreviousIds: boolean;
};

export type Rule =
  | "sending_not_stopped"
  | "campaign_active"
  | "lead_waiting"
  | "not_suppressed"
  | "job_not_held"
  | "inbox_active"
  | "reply_safety"
  | "due"
  | "window"
  | "cap"
  | "ceiling"
  | "gap"
  | "throttle";

/** One rule's verdict. `until` is the instant from which this rule alone would let the mail go. */
export type Reason = { rule: Rule; ok: boolean; detail: string; until?: Date };
