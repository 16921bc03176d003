/**
 * What a sending domain must publish so that its mails are believed: SPF names who may send, DKIM holds the key that
 * signs, DMARC says what receivers do with the rest. Each record is judged with the sentence and the record to paste.
 * Source: RFC 7208, RFC 7489; support.google.com/a/answer/33786 and 2466563;
 * learn.microsoft.com "email-authentication-spf-configure". DKIM is in sender-dkim.ts.
 */
import { companyDomainOf, isFreeMailDomain } from "./email-address.ts";
import { dkimNames, judgeDkim } from "./sender-dkim.ts";
import {
  type DomainQuestion,
  list,
  type MailOperator,
  type PasteRecord,
  type RecordCheck,
  recordsAt,
  tagsOf,
} from "./sender-records.ts";
import {
  allowsEveryone,
  isSpf,
  MAX_SPF_LOOKUPS,
  mergedSpf,
  reachOfSpf,
  type TxtRecords,
  unreadableTerm,
} from "./spf.ts";

/** `isForeign`: a mail service's own domain, for which its operator publishes everything. */
export type DomainCheck = { domain: string; isForeign: boolean; checks: RecordCheck[]; selectors: string[] };

const INCLUDES: Record<MailOperator, string | null> = {
  gmail: "_spf.google.com",
  microsoft: "spf.protection.outlook.com",
  smtp: null,
};
const OPERATOR_NAMES: Record<MailOperator, string> = {
  gmail: "Google",
  microsoft: "Microsoft",
  smtp: "your mail server",
};
/** What stands after the @ in From. */
export function domainOf(inbox: { email: string; sendAs: string | null }): string {
  const address = inbox.sendAs ?? inbox.email;
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** True when nobody who sends from the domain could publish anything for it. */
export function isForeignDomain(domain: string): boolean {
  return isFreeMailDomain(domain) || /\.onmicrosoft\.com$/i.test(domain);
}

/** What is to be looked up first; what an SPF record goes on with comes after it (spfTargets). */
export function namesToLookUp(question: DomainQuestion): string[] {
  const { domain } = question;
  const organisation = companyDomainOf(domain);
  const policies = [domain, ...(organisation ? [organisation] : [])].map((name) => `_dmarc.${name}`);
  return [...new Set([domain, ...policies, ...dkimNames(question)].map((name) => name.toLowerCase()))];
}

/**
 * Shape   domain, its operators and what was found → a verdict on each of SPF, DKIM, DMARC, in this order
 * Rules   a domain of a mail service has none: its operator answers for it
 * Errors  none
 */
export function judgeSenderDomain(question: DomainQuestion, txt: TxtRecords): DomainCheck {
  const { domain, selectors } = question;
  if (isForeignDomain(domain)) return { domain, isForeign: true, checks: [], selectors };
  const checks = [judgeSpf(question, txt), judgeDkim(question, txt), judgeDmarc(domain, txt)];
  return { domain, isForeign: false, checks, selectors };
}

function judgeSpf({ domain, operators }: DomainQuestion, txt: TxtRecords): RecordCheck {
  const found = recordsAt(txt, domain).filter(isSpf);
  const wanted = operators.flatMap((operator) => INCLUDES[operator] ?? []);
  const [record] = found;
  const paste = (records: string[], missing: string[]): PasteRecord[] => [
    { type: "TXT", name: domain, value: mergedSpf(records, missing) },
  ];
  const verdict = (state: RecordCheck["state"], sentence: string, over: Partial<RecordCheck> = {}): RecordCheck => {
    return { kind: "spf", state, sentence, found, paste: [], todo: null, ...over };
  };
  if (record === undefined) {
    const todo = wanted.length === 0 ? "Put the name that your mail server's operator tells in place of mx." : null;
    const value = wanted.length === 0 ? "v=spf1 mx ~all" : mergedSpf([], wanted);
    return verdict("missing", `${domain} does not say who may send its mails.`, {
      paste: [{ type: "TXT", name: domain, value }],
      todo,
    });
  }
  if (found.length > 1)
    return verdict("wrong", `${domain} has ${found.length} SPF records; receivers then count none.`, {
      paste: paste(found, wanted),
      todo: "Publish this one record in place of them.",
    });
  const unreadable = unreadableTerm(record);
  if (unreadable)
    return verdict("wrong", `Receivers cannot read "${unreadable}" in the SPF record.`, {
      todo: "Correct or remove that part.",
    });
  const { lookups, reached, empty } = reachOfSpf(record, txt);
  const missing = wanted.filter((name) => !reached.has(name));
  if (missing.length > 0) {
    const names = operators
      .filter((operator) => missing.includes(INCLUDES[operator] ?? ""))
      .map((one) => OPERATOR_NAMES[one]);
    return verdict("wrong", `The SPF record does not name ${list(names)}, from where these mails leave.`, {
      paste: paste([record], missing),
    });
  }
  if (empty.length > 0)
    return verdict("wrong", `The SPF record includes ${list(empty)}, where no SPF record is.`, {
      todo: "Remove that part, or correct its name.",
    });
  if (lookups > MAX_SPF_LOOKUPS)
    return verdict("wrong", `The SPF record costs ${lookups} look-ups; receivers give up after ${MAX_SPF_LOOKUPS}.`, {
      todo: "Remove the services that you no longer send with.",
    });
  if (allowsEveryone(record))
    return verdict("wrong", "The SPF record lets everybody send in the domain's name.", { paste: paste([record], []) });
  const covered =
    operators.includes("smtp") && wanted.length === 0
      ? " Whether it covers your mail server, its operator can tell."
      : "";
  return verdict("ok", `SPF names who may send, with ${lookups} of ${MAX_SPF_LOOKUPS} look-ups.${covered}`);
}

function judgeDmarc(domain: string, txt: TxtRecords): RecordCheck {
  const organisation = companyDomainOf(domain);
  const own = policiesAt(txt, domain);
  const found = own.length > 0 || organisation === null ? own : policiesAt(txt, organisation);
  const paste: PasteRecord[] = [{ type: "TXT", name: `_dmarc.${domain}`, value: "v=DMARC1; p=none" }];
  const base = { kind: "dmarc" as const, found };
  const [record] = found;
  if (record === undefined)
    return {
      ...base,
      state: "missing",
      sentence: `${domain} publishes no DMARC policy; Google, Yahoo and Microsoft ask for one.`,
      paste,
      todo: null,
    };
  if (found.length > 1)
    return {
      ...base,
      state: "wrong",
      sentence: `There are ${found.length} DMARC records; receivers then count none.`,
      paste: [],
      todo: "Keep one of them.",
    };
  const policy = tagsOf(record).get("p")?.toLowerCase();
  if (policy !== "none" && policy !== "quarantine" && policy !== "reject")
    return {
      ...base,
      state: "wrong",
      sentence: "The DMARC record names no policy that receivers know.",
      paste,
      todo: null,
    };
  return { ...base, state: "ok", sentence: `DMARC is published with the policy ${policy}.`, paste: [], todo: null };
}

function policiesAt(txt: TxtRecords, domain: string): string[] {
  return recordsAt(txt, `_dmarc.${domain}`).filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
}
