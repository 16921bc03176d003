/** Reading of header fields: look-up without regard to case, ids, parameters, blocks of fields. */
import type { InboundHeader } from "./inbound-mail.ts";

/** The first value of a header, or null. */
export function headerOf(headers: InboundHeader[], name: string): string | null {
  const wanted = name.toLowerCase();
  return headers.find((header) => header.name.toLowerCase() === wanted)?.value.trim() ?? null;
}

export function hasHeader(headers: InboundHeader[], name: string): boolean {
  return headerOf(headers, name) !== null;
}

/** Every `<id@host>` in a Message-ID, In-Reply-To or References field, in order (RFC 5322 3.6.4). */
export function messageIdsIn(value: string | null | undefined): string[] {
  return (value ?? "").slice(0, 50_000).match(/<[^<>\s]{1,990}>/g) ?? [];
}

/** "Multipart/Report; report-type=x" → "multipart/report". */
export function mediaTypeOf(value: string | null): string {
  return (value ?? "text/plain").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A parameter of a structured header value, in lower case, unquoted; null when absent. */
export function parameterOf(value: string | null, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, "i").exec(value ?? "");
  return found === null ? null : (found[1] ?? found[2] ?? "").toLowerCase();
}

/**
 * Splits text into blocks of fields, as a delivery status is made of (RFC 3464 2.1): blocks parted by blank
 * lines, folded lines joined, lines that are no field left out.
 */
export function fieldBlocks(text: string): InboundHeader[][] {
  const blocks: InboundHeader[][] = [];
  let block: InboundHeader[] = [];
  for (const line of text.split(/\r\n?|\n/)) {
    if (line.trim() === "") {
      if (block.length > 0) blocks.push(block);
      block = [];
      continue;
    }
    const last = block.at(-1);
    const field = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line);
    if (/^[ \t]/.test(line) && last) last.value += ` ${line.trim()}`;
    else if (field) block.push({ name: (field[1] ?? "").toLowerCase(), value: field[2] ?? "" });
  }
  if (block.length > 0) blocks.push(block);
  return blocks;
}

/** The header block at the start of a message, up to the first blank line. */
export function headerBlock(text: string): InboundHeader[] {
  const start = text.replace(/^(?:[ \t]*\r?\n)+/, "").replace(/^From .*\r?\n/, "");
  const end = start.search(/\r?\n[ \t]*\r?\n/);
  return fieldBlocks(end < 0 ? start : start.slice(0, end))[0] ?? [];
}

/** Addresses that stand in a text, in lower case, each once; at most 50. */
export function addressesIn(text: string): string[] {
  const found =
    text.slice(0, 100_000).match(/[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]/g) ?? [];
  return [...new Set(found.map((email) => email.toLowerCase()))].slice(0, 50);
}
