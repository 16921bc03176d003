/**
 * Words that ask us to stop writing. They count only in what the person wrote anew; a quoted footer of
 * ours never counts. Rather one stop too many than one mail too many, but "stop by my office" is an invitation.
 */
import { OPT_OUT_ALONE, OPT_OUT_PHRASES } from "./opt-out-phrases.ts";
import { newTextOf } from "./reply-text.ts";

const MAX_CHARS = 4_000;
/** A line that tells a reader how to opt out is a footer, whoever quoted it. */
const FOOTER =
  /\b(?:reply|answer|respond|type|send)\b.{0,30}["'“”](?:unsubscribe|stop|remove|no)["'“”]|\bto (?:unsubscribe|opt[ -]?out|stop receiving)\b.{0,40}(?:click|reply|here|link|http|visit)|unsubscribe (?:here)?:? ?<?https?:/i;

/**
 * Finds the words of an opt-out.
 *
 * Shape   subject, body and our own texts → the words found, or null
 * Rules   lines that stand in one of our own mails are ours, wherever they are quoted
 */
export function optOutWords(mail: { subject: string; text: string }, ownTexts: string[] = []): string | null {
  const text = withoutFooters(withoutOwnLines(newTextOf(mail.text), ownTexts)).slice(0, MAX_CHARS);
  const found = findIn(text);
  if (found !== null) return found;
  if (text !== "") return null;
  if (mail.text.trim() === "") return alone(mail.subject);
  return findIn(lastOwnLine(withoutOwnLines(mail.text, ownTexts)));
}

function findIn(text: string): string | null {
  const plain = text.replace(/[’`]/g, "'").replace(/\s+/g, " ").trim();
  if (plain === "") return null;
  const sentence = alone(plain.split(/(?<=[.!?])\s/)[0] ?? "") ?? alone(text.trim().split("\n")[0] ?? "");
  if (sentence !== null && plain.length <= 300) return sentence;
  for (const phrase of OPT_OUT_PHRASES) {
    const match = phrase.exec(plain);
    if (match) return match[0].trim();
  }
  return null;
}

/** Short commands ("STOP", "abmelden") count when they are all that a line says. */
function alone(line: string): string | null {
  const words = line.replace(/^[\s"'「『„“.,!*-]+|[\s"'」』”“.,!*-]+$/g, "");
  return OPT_OUT_ALONE.test(words) ? words : null;
}

function withoutOwnLines(text: string, ownTexts: string[]): string {
  if (ownTexts.length === 0) return text;
  const own = new Set(
    ownTexts.flatMap((ownText) => ownText.split(/\r?\n/).map(normalised)).filter((line) => line !== ""),
  );
  return text
    .split(/\r?\n/)
    .filter((line) => !own.has(normalised(line)))
    .join("\n")
    .trim();
}

function normalised(line: string): string {
  return line
    .replace(/^[>|\s]+/, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** Below a quote without marks only the very last line can be told to be the writer's. */
function lastOwnLine(text: string): string {
  const last =
    text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .at(-1)
      ?.trim() ?? "";
  return last.startsWith(">") ? "" : withoutFooters(last);
}

function withoutFooters(text: string): string {
  return text
    .split("\n")
    .filter((line) => !FOOTER.test(line))
    .join("\n")
    .trim();
}
