/**
 * Mail HTML made safe to show: words, tables and links, no code, no form, nothing loaded from anywhere.
 * The page that shows it is a route of its own with its own CSP (design.md 7); this is the first wall.
 */
import sanitizeHtml from "sanitize-html";

const TAGS =
  "a abbr b blockquote br caption center cite code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span strike strong sub sup table tbody td tfoot th thead tr tt u ul".split(
    " ",
  );
const MAX_CHARS = 1_000_000;
const LENGTH = /^-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?$/;
const LENGTHS =
  /^(?:-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?|auto)(?: (?:-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?|auto)){0,3}$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%/]{5,40}\))$/i;
const BORDER = /^(?:none|\d{1,2}(?:px|pt)?(?: (?:solid|dashed|dotted))?(?: (?:#[0-9a-f]{3,8}|[a-z]{3,20}))?)$/i;
const STYLES: Record<string, RegExp[]> = {
  color: [COLOUR],
  "background-color": [COLOUR],
  "font-weight": [/^(?:normal|bold|[1-9]00)$/],
  "font-style": [/^(?:normal|italic)$/],
  "font-size": [LENGTH, /^(?:xx?-small|small|medium|large|xx?-large)$/],
  "font-family": [/^[\w\s,'"-]{1,120}$/],
  "text-align": [/^(?:left|right|center|justify)$/],
  "text-decoration": [/^(?:none|underline|line-through)$/],
  "line-height": [LENGTH, /^normal$/],
  "white-space": [/^(?:normal|pre|pre-wrap|nowrap)$/],
  "vertical-align": [/^(?:top|middle|bottom|baseline)$/],
  padding: [LENGTHS],
  "padding-left": [LENGTH],
  margin: [LENGTHS],
  "margin-left": [LENGTH],
  border: [BORDER],
  "border-left": [BORDER],
};

/**
 * Shape   HTML of anybody → HTML of the tags above
 * Rules   links http, https, mailto only and in a new tab without opener or referrer; no ids, no classes, no images, no media, no style sheet
 * Errors  none
 */
export function sanitiseMailHtml(html: string): string {
  return sanitizeHtml(html.slice(0, MAX_CHARS), {
    allowedTags: TAGS,
    allowedAttributes: {
      "*": ["style", "dir", "lang", "align", "valign"],
      a: ["href", "target", "rel"],
      td: ["colspan", "rowspan", "width"],
      th: ["colspan", "rowspan", "width"],
      table: ["width", "cellpadding", "cellspacing", "border"],
      font: ["color", "face", "size"],
      ol: ["start"],
    },
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesAppliedToAttributes: ["href"],
    allowProtocolRelative: false,
    allowedStyles: { "*": STYLES },
    disallowedTagsMode: "discard",
    nonTextTags: [
      "style",
      "script",
      "textarea",
      "option",
      "noscript",
      "title",
      "head",
      "template",
      "xmp",
      "iframe",
      "noembed",
      "noframes",
    ],
    nestingLimit: 200,
    transformTags: { a: (tagName, attribs) => ({ tagName, attribs: linkAttributes(attribs) }) },
  });
}

function linkAttributes(attribs: Record<string, string>): Record<string, string> {
  // A relative address would point into our own site.
  if (!/^(?:https?:\/\/|mailto:)/i.test((attribs.href ?? "").trim())) return {};
  return { ...attribs, target: "_blank", rel: "noopener noreferrer nofollow" };
}

/**
 * A whole document around sanitised HTML, for the sandboxed frame.
 *
 * Rules   readable in light and dark; long words and wide tables stay inside
 */
export function mailHtmlDocument(safeHtml: string): string {
  const style =
    ":root{color-scheme:light}body{margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif;color:#1c1917;background:#fff;overflow-wrap:anywhere}table{max-width:100%}blockquote{margin:0 0 0 8px;padding-left:12px;border-left:2px solid #d6d3d1;color:#57534e}pre{white-space:pre-wrap}";
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>Message</title><style>${style}</style></head><body>${safeHtml}</body></html>\n`;
}
