// Reading and editing the header block of a raw mail. Mails are "binary" strings;
// the body is never touched, and header fields that nobody names keep their bytes.
import { addressParser, decodeWords } from "postal-mime";

export interface Header {
  name: string;
  value: string;
}

interface Field {
  name: string;
  text: string;
}

export function splitMessage(raw: string): { head: string; body: string; eol: string } {
  const at = raw.search(/\r?\n\r?\n/);
  if (at < 0) return { head: raw, body: "", eol: raw.includes("\r\n") ? "\r\n" : "\n" };
  const gap = /^\r?\n\r?\n/.exec(raw.slice(at, at + 4))?.[0] ?? "\r\n\r\n";
  return { head: raw.slice(0, at), body: raw.slice(at + gap.length), eol: gap.startsWith("\r") ? "\r\n" : "\n" };
}

function fieldsOf(head: string): Field[] {
  const fields: Field[] = [];
  for (const line of head.split(/\r?\n/)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last) last.text += `\r\n${line}`;
    else if (line !== "") fields.push({ name: line.slice(0, Math.max(0, line.indexOf(":"))).trim(), text: line });
  }
  return fields;
}

/** The header fields in order, unfolded, with encoded words read. */
export function readHeaders(raw: string): Header[] {
  const named = fieldsOf(splitMessage(raw).head).filter((field) => field.name !== "");
  return named.map(({ name, text }) => {
    const bytes = text
      .slice(text.indexOf(":") + 1)
      .replace(/\r\n(?=[ \t])/g, "")
      .trim();
    const value = Buffer.from(bytes, "latin1").toString("utf8");
    return { name, value: value.includes("=?") ? decodeWords(value) : value };
  });
}

export function headerValue(headers: Header[], name: string): string {
  const wanted = name.toLowerCase();
  return headers.find((header) => header.name.toLowerCase() === wanted)?.value ?? "";
}

/** Sets a field in the place of its first occurrence (else last), or removes it when the value is undefined. */
export function withHeader(raw: string, name: string, value: string | undefined): string {
  const { head, body, eol } = splitMessage(raw);
  const wanted = name.toLowerCase();
  const fields = fieldsOf(head);
  const at = fields.findIndex((field) => field.name.toLowerCase() === wanted);
  const others = fields.filter((field) => field.name.toLowerCase() !== wanted);
  const text = value === undefined ? undefined : Buffer.from(`${name}: ${value}`, "utf8").toString("latin1");
  if (text !== undefined) others.splice(at < 0 ? others.length : at, 0, { name, text });
  const lines = others.map((field) => field.text.replaceAll("\r\n", eol));
  return lines.join(eol) + eol + eol + body;
}

export function addressesIn(value: string): { name: string; address: string }[] {
  return addressParser(value)
    .flatMap((entry) => ("group" in entry && entry.group ? entry.group : [entry]))
    .map((entry) => ({ name: entry.name ?? "", address: (entry.address ?? "").toLowerCase() }))
    .filter((entry) => entry.address.includes("@"));
}

/** Every recipient once, in the order To, Cc, Bcc. */
export function recipientsOf(headers: Header[]): { name: string; address: string }[] {
  const all = ["To", "Cc", "Bcc"].flatMap((name) =>
    headers
      .filter((header) => header.name.toLowerCase() === name.toLowerCase())
      .flatMap((header) => addressesIn(header.value)),
  );
  return all.filter((entry, at) => all.findIndex((other) => other.address === entry.address) === at);
}

/** The Message-IDs that a mail says it answers. */
export function referencesOf(headers: Header[]): string[] {
  return `${headerValue(headers, "References")} ${headerValue(headers, "In-Reply-To")}`.match(/<[^<>\s]+>/g) ?? [];
}

export function toBinary(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

export function toText(binary: string): string {
  return Buffer.from(binary, "latin1").toString("utf8");
}

/** Base64url with padding, as Gmail writes it. */
export function toBase64Url(binary: string): string {
  return Buffer.from(binary, "latin1").toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
