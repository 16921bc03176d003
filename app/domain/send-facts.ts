/** What the send plan is told: plain facts, loaded by the live tick and made up by the simulation alike. */
import type { Ramp } from "./provider-limits.ts";
import type { SendWindow } from "./send-window.ts";

export type InboxFacts = {
  inboxId: string;
  email: string;
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
  timeZone: string;
  /** ISO 3166-1; whose holidays count for a lead of unknown country. */
  country: string | null;
  window: SendWindow;
  capPerDay: number;
  /** null: the full cap from the first day on. */
  ramp: Ramp | null;
  /** Days with sends that the ramp forgets, on evidence. */
  rampDaysBack: number;
  minGapSeconds: number;
  /** The provider's own limit over any 24 hours; null: it names none. */
  ceilingPer24h: number | null;
  /** The provider's own limit within a minute; null: it names none. */
  ceilingPerMinute: number | null;
  /** When the mailbox was last read to its end; application time. */
  lastSyncedAt: Date | null;
  /** A throttle or quota answer of the provider: no mail before this instant. */
  blockedUntil: Date | null;
  blockedReason: string | null;
};

/** What an inbox has sent or reserved so far. */
export type InboxLoad = {
  /** Local day → reserved; today and the days around it. */
  days: ReadonlyMap<string, number>;
  /** How many local days before today saw a mail leave. */
  daysWithSends: number;
  /** 15-minute buckets of the last 24 h, oldest first. */
  quarters: readonly { at: Date; reserved: number }[];
  lastSlotAt: Date | null;
  /** slotHash of the mail that has the last slot. */
  lastSlotHash: number | null;
};

/** Company domain → local day of the workspace → mails to its people. */
export type CompanyLoads = ReadonlyMap<string, ReadonlyMap<string, number>>;

export type CampaignFacts = {
  campaignId: string;
  name: string;
  status: "draft" | "active" | "paused" | "completed" | "archived";
  window: SendWindow;
  /** null: the inbox's own zone. */
  timeZone: string | null;
  timeZoneMode: "lead" | "inbox";
  /** No mail on public holidays of the lead's country, else the inbox's. */
  followHolidays: boolean;
};

export type WorkspaceFacts = {
  sendingStoppedAt: Date | null;
  /** In whose days mails to one company are counted. */
  timeZone: string;
  /** Mails to people of one company domain per day; null: no limit. */
  companySpread: number | null;
};

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
  leadCountry: string | null;
  /** See company-spread.ts; null: the lead belongs to no company that we know. */
  companyDomain: string | null;
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
  | "holiday"
  | "cap"
  | "ceiling"
  | "gap"
  | "company_spread"
  | "throttle";

/** One rule's verdict. `until` is the instant from which this rule alone would let the mail go. */
export type Reason = { rule: Rule; ok: boolean; detail: string; until?: Date };
