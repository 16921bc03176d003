/**
 * What a sending domain must publish so that its mails are believed: SPF names who may send, DKIM holds the key that
 * signs, DMARC says what receivers do with the rest. Each record is judged with the sentence and the record to paste.
 * Source: RFC 7208, RFC 6376, RFC 7489; support.google.com/a/answer/33786, 174124 and 2466563;
 * learn.microsoft.com "email-authentication-spf-configure" and "email-authentication-dkim-configure".
 */
import { companyDomainOf, isFreeMailDomain } from "./email-address.ts";
import {
  allowsEveryone,
  isSpf,
  MAX_SPF_LOOKUPS,
  mergedSpf,
  reachOfSpf,
  type TxtRecords,
  unreadableTerm,
} from "./spf.ts";

export type MailOperator = "gmail" | "microsoft" | "smtp";
/** `value` null: only the operator knows it, `todo` says where it is shown. */
export type PasteRecord = { type: "TXT" | "CNAME"; name: string; value: string | null };
export type RecordCheck = {
  kind: "spf" | "dkim" | "dmarc";
  state: "ok" | "missing" | "wrong";
  sentence: string;
  found: string[];
  paste: PasteRecord[];
  todo: string | null;
};
/** `isForeign`: a mail service's own domain, for which its operator publishes everything. */
export type DomainCheck = { domain: string; isForeign: boolean; checks: RecordCheck[]; selectors: string[] };

export type DomainQuestion = {
  domain: string;
  /** Whose mailboxes send for the domain. */
  operators: MailOperator[];
  /** DKIM selectors that a person named. */
  selectors: string[];
};

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
const SELECTORS: Record<MailOperator, string[]> = {
  gmail: ["google"],
  microsoft: ["selector1", "selector2"],
  smtp: ["default", "mail", "dkim", "s1", "s2", "k1"],
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
export function namesToLookUp({ domain, operators, selectors }: DomainQuestion): string[] {
  const organisation = companyDomainOf(domain);
  const policies = [domain, ...(organisation ? [organisation] : [])].map((name) => `_dmarc.${name}`);
  const keys = selectorsOf(operators, selectors).map((selector) => keyName(selector, domain));
  return [...new Set([domain, ...policies, ...keys].map((name) => name.toLowerCase()))];
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

function judgeDkim({ domain, operators, selectors }: DomainQuestion, txt: TxtRecords): RecordCheck {
  const keys = selectorsOf(operators, selectors).flatMap((selector) => {
    const record = recordsAt(txt, keyName(selector, domain)).find((text) => /(^|;)\s*p\s*=/.test(text));
    return record === undefined ? [] : [{ selector, record, problem: keyProblem(record) }];
  });
  const found = keys.map(({ record }) => record);
  const good = keys.find(({ problem }) => problem === null);
  if (good) {
    const sentence = `A DKIM key is published under the selector ${good.selector}.`;
    return { kind: "dkim", state: "ok", sentence, found, paste: [], todo: null };
  }
  const help = dkimHelp(operators, domain);
  const [bad] = keys;
  if (bad) {
    const sentence = `The DKIM key under the selector ${bad.selector} ${bad.problem}.`;
    return { kind: "dkim", state: "wrong", sentence, found, ...help };
  }
  const asked = selectorsOf(operators, selectors);
  const sentence = `No DKIM key was found for ${domain} under the ${asked.length === 1 ? "selector" : "selectors"} ${list(asked)}.`;
  return { kind: "dkim", state: "missing", sentence, found, ...help };
}

/** RFC 8301 3.2: receivers ignore RSA keys below 1,024 bits, whose DER form has 162 bytes. */
const MIN_RSA_KEY_BYTES = 160;

function keyProblem(record: string): string | null {
  const tags = tagsOf(record);
  const key = (tags.get("p") ?? "").replace(/\s/g, "");
  if (key === "") return "was withdrawn (it is empty)";
  if (tags.has("v") && tags.get("v") !== "DKIM1") return "is of an unknown version";
  const kind = tags.get("k") ?? "rsa";
  if (kind !== "rsa" && kind !== "ed25519") return `is of an unknown kind (${kind})`;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return "cannot be read";
  if (kind === "rsa" && (key.length * 3) / 4 < MIN_RSA_KEY_BYTES) return "is too short to be trusted";
  return null;
}

function dkimHelp(operators: MailOperator[], domain: string): Pick<RecordCheck, "paste" | "todo"> {
  if (operators.includes("gmail"))
    return {
      paste: [{ type: "TXT", name: keyName("google", domain), value: null }],
      todo: "The Google Admin console makes the key: Apps, Google Workspace, Gmail, Authenticate email. Publish what it shows, then press Start authentication.",
    };
  if (operators.includes("microsoft"))
    return {
      paste: ["selector1", "selector2"].map((selector) => ({
        type: "CNAME",
        name: keyName(selector, domain),
        value: null,
      })),
      todo: "The Microsoft Defender portal shows both targets: Email & collaboration, Policies & rules, Threat policies, Email authentication settings, DKIM. Publish them, then switch signing on.",
    };
  return {
    paste: [],
    todo: "Your mail server's operator tells the record and its selector. If a key is published under another selector, name it below.",
  };
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

function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(";").flatMap((part): [string, string][] => {
      const at = part.indexOf("=");
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
    }),
  );
}

function selectorsOf(operators: MailOperator[], named: string[]): string[] {
  return [...new Set([...named, ...operators.flatMap((operator) => SELECTORS[operator])])];
}

function keyName(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

function recordsAt(txt: TxtRecords, name: string): readonly string[] {
  return txt.get(name.toLowerCase()) ?? [];
}

function list(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
