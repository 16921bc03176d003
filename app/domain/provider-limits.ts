/** What the providers let a mailbox send, and the ramp by which a mailbox grows to its cap. */

/** Mails on the first day with sends, and how many more on each day with sends after it. */
export type Ramp = { startPerDay: number; addPerDay: number };

export type MailProviderName = "gmail" | "microsoft" | "smtp";
export type ProviderLimits = { per24h: number | null; perMinute: number | null };

/** Source: support.google.com/a/answer/166852 and support.google.com/mail/answer/22839; providers.md 2.6. */
const GMAIL_CONSUMER = { per24h: 500, perMinute: null };
const GMAIL_WORKSPACE = { per24h: 2_000, perMinute: null };
const GMAIL_CONSUMER_DOMAINS = new Set(["gmail.com", "googlemail.com"]);
/** Source: learn.microsoft.com/office365/servicedescriptions, Exchange Online limits, sending limits; providers.md 3. */
const MICROSOFT = { per24h: 10_000, perMinute: 30 };
/** A server of one's own names no limit that we could know. */
const SMTP = { per24h: null, perMinute: null };

/** The most that a provider lets this address send. */
export function providerLimits(provider: MailProviderName, email: string): ProviderLimits {
  if (provider === "microsoft") return MICROSOFT;
  if (provider === "smtp") return SMTP;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return GMAIL_CONSUMER_DOMAINS.has(domain) ? GMAIL_CONSUMER : GMAIL_WORKSPACE;
}

/**
 * How many mails an inbox may send on a local day.
 *
 * Shape   cap ≥ 1, ramp or null, days with sends before that day ≥ 0 → 1 to cap
 * Rules   a day without sends does not ramp; the ramp never goes past the cap
 */
export function effectiveCap(capPerDay: number, ramp: Ramp | null, daysWithSends: number): number {
  if (ramp === null) return capPerDay;
  return Math.min(capPerDay, ramp.startPerDay + ramp.addPerDay * daysWithSends);
}
