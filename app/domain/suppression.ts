/**
 * Do-not-contact entries: one address or one whole domain. A domain entry covers its sub-domains,
 * because someone who says "nobody at acme.test" means ana@mail.acme.test too.
 */
import { parseDomainName, parseEmailAddress } from "./email-address.ts";

export type SuppressionEntry = { kind: "email"; email: string } | { kind: "domain"; domain: string };
export type SuppressionLists = { emails: ReadonlySet<string>; domains: ReadonlySet<string> };

/**
 * Reads one line of a suppression list: an address, a domain, or a domain written as "@acme.test" or "*.acme.test".
 *
 * Shape   text → normalised entry, or the reason of refusal
 */
export function parseSuppressionEntry(
  input: string,
): { ok: true; entry: SuppressionEntry } | { ok: false; reason: string } {
  const text = input.trim();
  const bare = text.replace(/^(?:\*@|@|\*\.)/, "");
  if (!bare.includes("@")) {
    const domain = parseDomainName(bare);
    if (domain === null) return { ok: false, reason: "This is neither an address nor a domain." };
    return { ok: true, entry: { kind: "domain", domain } };
  }
  const parsed = parseEmailAddress(text);
  if (!parsed.ok) return parsed;
  return { ok: true, entry: { kind: "email", email: parsed.email } };
}

/**
 * Says whether mail to an address is forbidden, and by which entry.
 *
 * Shape   address + the workspace's entries → the covering entry, or null
 * Rules   the address is normalised first; an address that cannot be read is covered by nothing (it cannot be mailed either)
 */
export function findSuppression(email: string, lists: SuppressionLists): SuppressionEntry | null {
  const parsed = parseEmailAddress(email);
  if (!parsed.ok) return null;
  if (lists.emails.has(parsed.email)) return { kind: "email", email: parsed.email };
  const labels = parsed.domain.split(".");
  for (let first = 0; first < labels.length - 1; first += 1) {
    const domain = labels.slice(first).join(".");
    if (lists.domains.has(domain)) return { kind: "domain", domain };
  }
  return null;
}

/** True when findSuppression finds an entry. */
export function isSuppressed(email: string, lists: SuppressionLists): boolean {
  return findSuppression(email, lists) !== null;
}
