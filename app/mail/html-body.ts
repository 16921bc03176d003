/**
 * The HTML twin of a plain text: paragraphs, line breaks and clickable http(s) addresses, and nothing
 * that the text does not say. No image, no tracking, no style sheet.
 */

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Runs once over the text; a link ends before white space, quotes and angle brackets. */
const LINK = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,;:!?)\]}]+$/;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/**
 * Shape   plain text → HTML paragraphs
 * Rules   everything escaped; only http and https become links
 */
export function paragraphsOf(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .trim()
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p>${linkify(paragraph).replaceAll("\n", "<br>\n")}</p>`)
    .join("\n");
}

/** A whole document around paragraphs, readable in any client and in the dark. */
export function htmlDocument(parts: string[]): string {
  const body = parts.filter((part) => part !== "").join("\n");
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n${body}\n</body></html>\n`;
}

function linkify(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const url = trimLink(match[0]);
    html += escapeHtml(text.slice(end, match.index));
    html += URL.canParse(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>` : escapeHtml(url);
    end = match.index + url.length;
  }
  return html + escapeHtml(text.slice(end));
}

/** Sentence marks after a link belong to the sentence, but a bracket opened inside the link closes in it. */
function trimLink(url: string): string {
  const trimmed = url.replace(TRAILING, "");
  const isBracketed = trimmed.includes("(") && url.charAt(trimmed.length) === ")";
  return isBracketed ? `${trimmed})` : trimmed;
}
