/**
 * What a person wrote anew in a reply: without quoted mail, without signature. Answers between and
 * below quotes stay. Works line by line with bounded patterns, so its time grows with the text only.
 */
import {
  LOOSE_INTRODUCTIONS,
  QUOTE_INTRODUCTIONS,
  REPLY_SEPARATORS,
  SENDER_LABELS,
  SENT_FROM,
  SENT_LABELS,
} from "./reply-marks.ts";

const MAX_CHARS = 200_000;
/** "On … wrote:" may be folded by the writer's client over this many lines. */
const MAX_INTRODUCTION_LINES = 5;
const MAX_INTRODUCTION_CHARS = 400;

type Kind = "own" | "quoted" | "introduction" | "blank" | "signature";

/**
 * Shape   text body of a mail → new words, trimmed; "" when there are none
 * Rules   everything below an unmarked quote (Outlook header block, separator line) is quoted
 * Errors  none
 */
export function newTextOf(text: string): string {
  const lines = cutInlineQuote(
    text
      .slice(0, MAX_CHARS)
      .replace(/\r\n?/g, "\n")
      .replace(/\u00a0/g, " "),
  ).split("\n");
  const kinds = markLines(lines);
  const kept = lines.filter((_, index) => kinds[index] === "own" || kinds[index] === "blank");
  return dropLooseDelimiters(kept)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function markLines(lines: string[]): Kind[] {
  const kinds: Kind[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = (lines[index] ?? "").trim();
    const length = introductionLength(lines, index);
    if (line === "") kinds[index] = "blank";
    else if (/^[>|]/.test(line)) kinds[index] = "quoted";
    else if (length > 0) {
      for (let at = index; at < index + length; at += 1) kinds[at] = "introduction";
      index += length;
      // A reply that opens with the introduction and marks no quote is written below it.
      const isBelow = !kinds.includes("own") && index === length;
      if (!isMarkedQuote(lines, index) && !isBelow) return fill(kinds, index, lines.length, "quoted");
      continue;
    } else if (REPLY_SEPARATORS.some((mark) => mark.test(line)) || isHeaderBlock(lines, index)) {
      return fill(kinds, index, lines.length, "quoted");
    } else if (isSignatureStart(line, lines, index)) {
      const end = nextQuote(lines, index);
      fill(kinds, index, end, "signature");
      index = end;
      continue;
    } else kinds[index] = "own";
    index += 1;
  }
  return kinds;
}

function fill(kinds: Kind[], from: number, to: number, kind: Kind): Kind[] {
  for (let index = from; index < to; index += 1) kinds[index] = kind;
  return kinds;
}

/** How many lines from here make up "On … wrote:"; 0 when they do not. */
function introductionLength(lines: string[], index: number): number {
  let joined = "";
  let afterFirst = "";
  for (let count = 1; count <= MAX_INTRODUCTION_LINES && index + count <= lines.length; count += 1) {
    const line = (lines[index + count - 1] ?? "").trim().replace(/^\*|\*$/g, "");
    if (line === "" || (line.startsWith(">") && !/^>\s*:$/.test(line))) return 0;
    joined = `${joined} ${line}`.trim();
    if (joined.length > MAX_INTRODUCTION_CHARS) return 0;
    afterFirst = count === 1 ? "" : `${afterFirst} ${line}`.trim();
    if (QUOTE_INTRODUCTIONS.some((mark) => mark.test(joined))) return count;
    const isLoose = LOOSE_INTRODUCTIONS.some((mark) => mark.test(joined));
    const beginsLater = [...QUOTE_INTRODUCTIONS, ...LOOSE_INTRODUCTIONS].some((mark) => mark.test(afterFirst));
    if (isLoose) return beginsLater ? 0 : count;
  }
  return 0;
}

/** True when the quote that begins here carries ">" marks, so that its end can be seen. */
function isMarkedQuote(lines: string[], index: number): boolean {
  const first = lines.slice(index, index + 4).find((line) => line.trim() !== "");
  return first === undefined || /^\s*[>|]/.test(first);
}

/** "From: …" with "Sent:", "To:" or "Subject:" close below: a quote without marks. */
function isHeaderBlock(lines: string[], index: number): boolean {
  const strip = (line: string | undefined) => (line ?? "").trim().replace(/[*_]/g, "").trimStart();
  const first = strip(lines[index]);
  const isDateFirst = /^Date: /i.test(first) && SENDER_LABELS.test(strip(lines[index + 1]));
  if (!isDateFirst && !SENDER_LABELS.test(first)) return false;
  return lines.slice(index + 1, index + 6).filter((line) => SENT_LABELS.test(strip(line))).length >= 2;
}

function isSignatureStart(line: string, lines: string[], index: number): boolean {
  if (SENT_FROM.some((mark) => mark.test(line))) return true;
  return /^(?:--|—|__)$/.test(line) && lines.slice(index + 1).some((below) => below.trim() !== "");
}

function nextQuote(lines: string[], index: number): number {
  for (let at = index + 1; at < lines.length; at += 1) {
    const line = (lines[at] ?? "").trim();
    if (/^>/.test(line) || introductionLength(lines, at) > 0 || isHeaderBlock(lines, at)) return at;
    if (REPLY_SEPARATORS.some((mark) => mark.test(line))) return at;
  }
  return lines.length;
}

/** Some clients flatten a reply to one line: "Sure! On Mon, 6 Jul 2026, Nate wrote: Hey…". */
function cutInlineQuote(text: string): string {
  const found = /[.!?,)\w](?: |-{2,} ?)On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [^\n]{5,160}? wrote:/.exec(text);
  return found === null ? text : text.slice(0, found.index + 1);
}

/** Rows of dashes at the end delimit nothing any more. */
function dropLooseDelimiters(lines: string[]): string[] {
  let end = lines.length;
  while (end > 0 && /^\s*(?:[-_=+#*~]{2,}|\u1427)?\s*$/.test(lines[end - 1] ?? "")) end -= 1;
  return lines.slice(0, end);
}
