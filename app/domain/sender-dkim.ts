/**
 * Whether a domain publishes a key with which its mails can be signed, and where its operator shows it.
 * Source: RFC 6376; support.google.com/a/answer/174124; learn.microsoft.com "email-authentication-dkim-configure"
 */
import { type DomainQuestion, list, type MailOperator, type RecordCheck, recordsAt, tagsOf } from "./sender-records.ts";
import type { TxtRecords } from "./spf.ts";

const SELECTORS: Record<MailOperator, string[]> = {
  gmail: ["google"],
  microsoft: ["selector1", "selector2"],
  smtp: ["default", "mail", "dkim", "s1", "s2", "k1"],
};

/** Under which names keys are looked for: those that a person named, and those that the operators use. */
export function dkimNames({ domain, operators, selectors }: DomainQuestion): string[] {
  return selectorsOf(operators, selectors).map((selector) => keyName(selector, domain));
}

export function judgeDkim({ domain, operators, selectors }: DomainQuestion, txt: TxtRecords): RecordCheck {
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

function selectorsOf(operators: MailOperator[], named: string[]): string[] {
  return [...new Set([...named, ...operators.flatMap((operator) => SELECTORS[operator])])];
}

function keyName(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}
