/** What the checks of a sending domain's records share: the question, a verdict, and how a record is read. */
import type { TxtRecords } from "./spf.ts";

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
export type DomainQuestion = {
  domain: string;
  /** Whose mailboxes send for the domain. */
  operators: MailOperator[];
  /** DKIM selectors that a person named. */
  selectors: string[];
};

/** `a=1; b=2` → its tags. Source: RFC 6376 3.2 */
export function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(";").flatMap((part): [string, string][] => {
      const at = part.indexOf("=");
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
    }),
  );
}

export function recordsAt(txt: TxtRecords, name: string): readonly string[] {
  return txt.get(name.toLowerCase()) ?? [];
}

export function list(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
