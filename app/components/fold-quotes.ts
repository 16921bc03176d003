/**
 * Splits the text of a mail into what its writer wrote and what hangs below as a quote, for showing only: the
 * quote begins at the first line after which nothing but quoted lines, blank lines and one attribution stand.
 * Text between quoted lines (answers inside the quote) is kept.
 */
export function foldQuotes(text: string): { own: string; quoted: string } {
  const lines = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  let start = lines.length;
  while (start > 0 && isQuoteOrBlank(lines[start - 1])) start--;
  if (!lines.slice(start).some((line) => line.startsWith(">"))) return { own: lines.join("\n"), quoted: "" };
  const attribution = lines[start - 1];
  if (attribution?.trimEnd().endsWith(":") && attribution.length < 200) start--;
  return { own: lines.slice(0, start).join("\n").trimEnd(), quoted: lines.slice(start).join("\n").trim() };
}

function isQuoteOrBlank(line: string | undefined) {
  return line !== undefined && (line.trim() === "" || line.startsWith(">"));
}
