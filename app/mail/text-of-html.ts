/** The words of an HTML mail, with quotes marked by ">" as in a plain one. */
import { compile } from "html-to-text";

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: 1_000_000, maxDepth: 200, maxChildNodes: 20_000 },
  selectors: [
    { selector: "img", format: "skip" },
    { selector: "a", options: { ignoreHref: true } },
    { selector: "table", format: "block" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

export function textOfHtml(html: string): string {
  return toText(html).trim();
}
