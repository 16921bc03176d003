/**
 * Servers of well-known mail hosts, by the address's domain: what the form proposes, never more.
 * Source: the hosts' own pages, named beside each; user names as in github.com/thunderbird/autoconfig (ispdb).
 */

export type PresetServer = { host: string; port: number; isSecure: boolean; user: string };
export type ServerPreset = { name: string; hint: string; smtp: PresetServer; imap: PresetServer };
export type PresetAnswer =
  | { kind: "servers"; preset: ServerPreset }
  | { kind: "other_way"; vendor: "google" | "microsoft" }
  | { kind: "unknown" };

const APP_PASSWORD = "Make an app password there and use it here; the usual password is refused.";
const ALLOW_IMAP = "Access by IMAP must be switched on once in its settings.";

type Host = {
  name: string;
  domains: string[];
  smtp: [host: string, port: number];
  imap: string;
  hint: string;
  /** Who signs in: the whole address, or the part before the @ (for IMAP only, or for both). */
  shortUser?: "imap" | "both";
};

const HOSTS: Host[] = [
  // fastmail.help/hc/en-us/articles/1500000278342
  {
    name: "Fastmail",
    domains: ["fastmail.com", "fastmail.fm"],
    smtp: ["smtp.fastmail.com", 465],
    imap: "imap.fastmail.com",
    hint: APP_PASSWORD,
  },
  // support.apple.com/102525
  {
    name: "iCloud",
    domains: ["icloud.com", "me.com", "mac.com"],
    smtp: ["smtp.mail.me.com", 587],
    imap: "imap.mail.me.com",
    hint: APP_PASSWORD,
    shortUser: "imap",
  },
  // help.yahoo.com/kb/SLN4075.html
  {
    name: "Yahoo",
    domains: [
      "yahoo.com",
      "yahoo.de",
      "yahoo.fr",
      "yahoo.it",
      "yahoo.es",
      "yahoo.co.uk",
      "ymail.com",
      "rocketmail.com",
    ],
    smtp: ["smtp.mail.yahoo.com", 465],
    imap: "imap.mail.yahoo.com",
    hint: APP_PASSWORD,
  },
  // hilfe.gmx.net/pop-imap/imap/imap-serverdaten.html
  {
    name: "GMX",
    domains: ["gmx.net", "gmx.de", "gmx.at", "gmx.ch"],
    smtp: ["mail.gmx.net", 465],
    imap: "imap.gmx.net",
    hint: ALLOW_IMAP,
  },
  // hilfe.web.de/pop-imap/imap/imap-serverdaten.html
  {
    name: "WEB.DE",
    domains: ["web.de"],
    smtp: ["smtp.web.de", 465],
    imap: "imap.web.de",
    hint: ALLOW_IMAP,
    shortUser: "both",
  },
  // kb.mailbox.org/en/private/e-mail/e-mail-configuration
  {
    name: "mailbox.org",
    domains: ["mailbox.org"],
    smtp: ["smtp.mailbox.org", 465],
    imap: "imap.mailbox.org",
    hint: "With two-factor sign-in, make an application password there.",
  },
  // posteo.de/hilfe/wie-richte-ich-posteo-in-einem-mailprogramm-ein-pop3-imap-und-smtp
  {
    name: "Posteo",
    domains: ["posteo.de", "posteo.net", "posteo.org", "posteo.eu"],
    smtp: ["posteo.de", 465],
    imap: "posteo.de",
    hint: "",
  },
  // zoho.com/mail/help/imap-access.html and zoho-smtp.html
  {
    name: "Zoho Mail",
    domains: ["zoho.com", "zohomail.com"],
    smtp: ["smtp.zoho.com", 465],
    imap: "imap.zoho.com",
    hint: ALLOW_IMAP,
  },
];

const GOOGLE = new Set(["gmail.com", "googlemail.com"]);
/** Microsoft takes no passwords here since 2024. Source: support.microsoft.com "Modern authentication methods". */
const MICROSOFT = new Set(["outlook.com", "hotmail.com", "live.com", "msn.com"]);

/** What is known of an address's servers. */
export function presetFor(email: string): PresetAnswer {
  const at = email.lastIndexOf("@");
  const [local, domain] = [email.slice(0, Math.max(at, 0)), email.slice(at + 1).toLowerCase()];
  if (GOOGLE.has(domain)) return { kind: "other_way", vendor: "google" };
  if (MICROSOFT.has(domain)) return { kind: "other_way", vendor: "microsoft" };
  const found = HOSTS.find((one) => one.domains.includes(domain));
  if (!found || local === "") return { kind: "unknown" };
  const [smtpHost, smtpPort] = found.smtp;
  const smtpUser = found.shortUser === "both" ? local : email;
  const imapUser = found.shortUser ? local : email;
  return {
    kind: "servers",
    preset: {
      name: found.name,
      hint: found.hint,
      smtp: { host: smtpHost, port: smtpPort, isSecure: smtpPort === 465, user: smtpUser },
      imap: { host: found.imap, port: 993, isSecure: true, user: imapUser },
    },
  };
}
