/**
 * One address, exactly: what we accept is what RFC 5321 mailboxes look like in practice (dot-atoms),
 * so that no list, group, comment or header can hide in it. Normalised addresses compare as strings.
 * The only importer of tldts.
 */
import { getDomain } from "tldts";
import { FREE_MAIL_DOMAINS, ROLE_NAMES } from "./address-lists.ts";

export type ParsedEmail = { ok: true; email: string; local: string; domain: string };
export type RefusedEmail = { ok: false; reason: string };

/** RFC 5321 4.5.3.1.1 and 4.5.3.1.2; the whole path less its brackets (erratum 1690). */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;
const MAX_EMAIL = 254;
/** RFC 5322 3.2.3 atext, with the letters of RFC 6532. */
const ATOM = /^[\p{L}\p{N}\p{M}!#$%&'*+\-/=?^_`{|}~]+$/u;
/** RFC 1035 2.3.1 label; RFC 1123 2.1 lets it begin with a digit. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** C0, DEL, C1, and the line separators that some readers take for a line end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const EDGES = /^[ \u00a0\u200b\ufeff]+|[ \u00a0\u200b\ufeff]+$/g;

function refuse(reason: string): RefusedEmail {
  return { ok: false, reason };
}

/**
 * Reads exactly one address and normalises it.
 *
 * Shape   any text → normalised address with its parts, or the reason of refusal
 * Rules   `email` is lower case; the domain is in its ASCII form; no control character, space, quote, comment or list passes
 * Errors  none
 * Source  RFC 5321 4.1.2, RFC 5322 3.4.1, RFC 6531, RFC 5891
 */
export function parseEmailAddress(input: string): ParsedEmail | RefusedEmail {
  if (input.length > 4 * MAX_EMAIL) return refuse("The address is too long.");
  if (CONTROL.test(input)) return refuse("The address contains a control character or line break.");
  const text = input.replace(EDGES, "");
  if (text === "") return refuse("The address is empty.");
  const at = text.indexOf("@");
  if (at < 0) return refuse("The address has no @.");
  if (text.indexOf("@", at + 1) >= 0) return refuse("There must be exactly one address with one @.");
  const local = text.slice(0, at).normalize("NFC").toLowerCase();
  if (local === "") return refuse("The part before the @ is missing.");
  if (new TextEncoder().encode(local).length > MAX_LOCAL) return refuse("The part before the @ is too long.");
  if (!local.split(".").every((atom) => ATOM.test(atom))) {
    return refuse("The part before the @ contains a character or dot that is not allowed there.");
  }
  const domain = parseDomainName(text.slice(at + 1));
  if (domain === null) return refuse("The part after the @ is not a domain name.");
  const email = `${local}@${domain}`;
  if (email.length > MAX_EMAIL) return refuse("The address is too long.");
  return { ok: true, email, local, domain };
}

/**
 * Normalises a domain name: lower case, ASCII (punycode) form.
 *
 * Shape   text → domain of at least two labels, or null
 * Source  RFC 1035 2.3.1, RFC 5891
 */
export function parseDomainName(input: string): string | null {
  let domain = input.normalize("NFKC").toLowerCase();
  if (domain.length > MAX_DOMAIN || /[\s/?#@:\\[\]%]/.test(domain)) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is a range of code points
  if (/[^\u0000-\u007f]/.test(domain) || /(?:^|\.)xn--/.test(domain)) {
    // URL applies IDNA (WHATWG URL, "domain to ASCII") and refuses labels that do not decode.
    if (!URL.canParse(`http://${domain}/`)) return null;
    domain = new URL(`http://${domain}/`).hostname;
  }
  const labels = domain.split(".");
  if (domain.length > MAX_DOMAIN || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null;
  return domain;
}

/**
 * Unwraps `Name <a@b.c>`, `"Name, X" <a@b.c>` or a bare address.
 *
 * Shape   one mailbox as written in a header or a cell → address and display name ("" when none)
 * Rules   the address part obeys parseEmailAddress; a second mailbox is refused
 */
export function parseNamedAddress(input: string): (ParsedEmail & { name: string }) | RefusedEmail {
  if (input.length > 2_000) return refuse("The address is too long.");
  if (CONTROL.test(input)) return refuse("The address contains a control character or line break.");
  const text = input.trim();
  const open = text.lastIndexOf("<");
  if (open < 0) {
    const bare = parseEmailAddress(text);
    return bare.ok ? { ...bare, name: "" } : bare;
  }
  if (!text.endsWith(">")) return refuse("There must be exactly one address.");
  const parsed = parseEmailAddress(text.slice(open + 1, -1));
  if (!parsed.ok) return parsed;
  const written = text.slice(0, open).trim();
  const isQuoted = written.length >= 2 && written.startsWith('"') && written.endsWith('"');
  const name = isQuoted ? written.slice(1, -1).replace(/\\(.)/g, "$1") : written;
  if (!isQuoted && /[<>@,;]/.test(name)) return refuse("There must be exactly one address.");
  return { ...parsed, name: name.trim() };
}

/** True for a desk rather than a person: info@, sales@, noreply@ and their like (RFC 2142 and common use). */
export function isRoleAddress(email: string): boolean {
  const local = (email.split("@")[0] ?? "").toLowerCase().split("+")[0] ?? "";
  return ROLE_NAMES.has(local) || ROLE_NAMES.has(local.replace(/[-_.]/g, ""));
}

/** True for a domain where anybody can have a mailbox; such a domain says nothing about a company. */
export function isFreeMailDomain(domain: string): boolean {
  return FREE_MAIL_DOMAINS.has(domain.toLowerCase());
}

/**
 * The company's domain behind a mail or web domain.
 *
 * Shape   "mail.acme.co.uk" → "acme.co.uk"; free mail, or no registrable domain → null
 * Source  Public Suffix List (tldts)
 */
export function companyDomainOf(domain: string): string | null {
  const ascii = parseDomainName(domain.trim());
  if (ascii === null) return null;
  const registrable = getDomain(ascii, { allowPrivateDomains: false });
  return registrable === null || isFreeMailDomain(registrable) || isFreeMailDomain(ascii) ? null : registrable;
}
