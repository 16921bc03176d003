import { describe, expect, it } from "vitest";
import { newTextOf } from "../../app/domain/reply-text.ts";
import { textOfHtml } from "../../app/mail/text-of-html.ts";
import { hasCorpora, readCorpus, share } from "./corpus.ts";

describe("new text of a reply", () => {
  it.each([
    ["Yes!\n\nOn Mon, Jul 6, 2026 at 9:02 AM Ana <ana@acme.test> wrote:\n> Hi", "Yes!"],
    ["Ja\n\nAm 06.07.2026 um 09:02 schrieb Ana:\n> Hallo", "Ja"],
    ["Oui\n\nLe lun. 6 juil. 2026 à 09:02, Ana <ana@acme.test> a écrit :\n> Salut", "Oui"],
    ["Yes\n\nFrom: Ana\nSent: Monday\nTo: Bo\nSubject: Hi\n\nunmarked", "Yes"],
    ["Yes\n-----Original Message-----\nunmarked", "Yes"],
    ["> quoted\n\nmy answer\n\n> more\n\nlast word", "my answer\n\nlast word"],
    ["Thanks\n-- \nBo\nACME", "Thanks"],
    ["Thanks\n\nSent from my iPhone", "Thanks"],
    ["> only\n> quoted", ""],
  ])("of %j", (text, expected) => {
    expect(newTextOf(text)).toBe(expected);
  });

  it("stays fast on hostile input", () => {
    const before = performance.now();
    newTextOf(`On ${"a ".repeat(100_000)}wrote`);
    newTextOf("On a\n".repeat(40_000));
    newTextOf("<a@".repeat(60_000));
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it.skipIf(!hasCorpora)("agrees with the reply corpus", () => {
    type Row = { input: string; format: string; match: string; expected: unknown };
    const flat = (text: string) => text.replace(/\s+/g, " ").trim();
    const rows = readCorpus<Row>("reply_extraction");
    const isHit = ({ input, format, match, expected }: Row): boolean => {
      const got = newTextOf(format === "html" ? textOfHtml(input) : input);
      if (match === "contains") {
        const { contains, not_contains } = expected as { contains: string[]; not_contains: string[] };
        return (
          contains.every((part) => flat(got).includes(flat(part))) && !not_contains.some((part) => got.includes(part))
        );
      }
      if (match === "time_limit") return true;
      const wanted = match === "html_text_ws" ? textOfHtml(String(expected)) : String(expected);
      return match === "first_fragment" ? flat(got).startsWith(flat(wanted)) : flat(got) === flat(wanted);
    };
    expect(share(rows, isHit)).toBeGreaterThanOrEqual(0.9);
  });
});
