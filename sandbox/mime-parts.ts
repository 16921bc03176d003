// The part tree of a mail in Gmail's words: partId, mimeType, filename, headers,
// body, parts. Bodies are decoded and re-encoded as base64url of UTF-8; attachments and
// enclosed mails carry an attachmentId instead of data.
import { type Header, headerValue, readHeaders, splitMessage, toBase64Url, toText } from "./mime.ts";

export interface MessagePart {
  partId: string;
  mimeType: string;
  filename: string;
  headers: Header[];
  body: { size: number; data?: string; attachmentId?: string };
  parts?: MessagePart[];
}

export function partTree(raw: string, partId = ""): MessagePart {
  const { body } = splitMessage(raw);
  const headers = readHeaders(raw);
  const contentType = headerValue(headers, "Content-Type") || "text/plain";
  const mimeType = (contentType.split(";")[0] ?? "").trim().toLowerCase() || "text/plain";
  const filename =
    parameterOf(headerValue(headers, "Content-Disposition"), "filename") || parameterOf(contentType, "name");
  const part = { partId, mimeType, filename, headers };
  const childId = (at: number) => (partId === "" ? String(at) : `${partId}.${at}`);

  if (mimeType.startsWith("multipart/")) {
    const pieces = piecesOf(body, parameterOf(contentType, "boundary"));
    return { ...part, body: { size: 0 }, parts: pieces.map((piece, at) => partTree(piece, childId(at))) };
  }
  const bytes = decodeBody(body, headerValue(headers, "Content-Transfer-Encoding"));
  if (mimeType === "message/rfc822") {
    return {
      ...part,
      body: { size: bytes.length, attachmentId: attachmentIdOf(partId) },
      parts: [partTree(bytes, childId(0))],
    };
  }
  if (filename !== "") return { ...part, body: { size: bytes.length, attachmentId: attachmentIdOf(partId) } };
  const text = mimeType.startsWith("text/") ? asUtf8(bytes, parameterOf(contentType, "charset")) : bytes;
  return { ...part, body: text === "" ? { size: 0 } : { size: text.length, data: toBase64Url(text) } };
}

/** The bytes of an attachment; undefined when the mail has none by this id. */
export function attachmentOf(raw: string, attachmentId: string): string | undefined {
  return findPiece(raw, "", attachmentId);
}

function findPiece(raw: string, partId: string, attachmentId: string): string | undefined {
  const { body } = splitMessage(raw);
  const headers = readHeaders(raw);
  if (partId !== "" && attachmentIdOf(partId) === attachmentId) {
    return decodeBody(body, headerValue(headers, "Content-Transfer-Encoding"));
  }
  const contentType = headerValue(headers, "Content-Type");
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  for (const [at, piece] of piecesOf(body, parameterOf(contentType, "boundary")).entries()) {
    const found = findPiece(piece, partId === "" ? String(at) : `${partId}.${at}`, attachmentId);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first text that a person would read. */
export function readableText(raw: string): string {
  const leaves: MessagePart[] = [];
  const walk = (part: MessagePart): void => {
    if (part.parts) part.parts.forEach(walk);
    else leaves.push(part);
  };
  walk(partTree(raw));
  const plain = leaves.find((part) => part.mimeType === "text/plain" && part.body.data);
  if (plain?.body.data) return Buffer.from(plain.body.data, "base64url").toString("utf8");
  const page = leaves.find((part) => part.mimeType === "text/html" && part.body.data);
  return Buffer.from(page?.body.data ?? "", "base64url")
    .toString("utf8")
    .replace(/<[^>]*>/g, " ")
    .replace(/&nbsp;/g, " ");
}

export function snippetOf(raw: string): string {
  const text = readableText(raw).replace(/\s+/g, " ").trim().slice(0, 200);
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function attachmentIdOf(partId: string): string {
  return `ANGj${Buffer.from(`part:${partId}`).toString("base64url")}`;
}

function parameterOf(value: string, name: string): string {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(value);
  return found?.[1] ?? found?.[2] ?? "";
}

function piecesOf(body: string, boundary: string): string[] {
  if (boundary === "") return [];
  const pieces: string[] = [];
  let piece: string[] | undefined;
  for (const line of body.split("\n")) {
    const mark = line.trimEnd();
    if (mark === `--${boundary}` || mark === `--${boundary}--`) {
      if (piece) pieces.push(piece.join("\n").replace(/\r$/, ""));
      piece = mark.endsWith(`${boundary}--`) ? undefined : [];
    } else piece?.push(line);
  }
  if (piece && piece.length > 0) pieces.push(piece.join("\n"));
  return pieces;
}

function decodeBody(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, "base64").toString("latin1");
  if (!/quoted-printable/i.test(encoding)) return body;
  return body
    .replace(/[ \t]*=\r?\n/g, "")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function asUtf8(bytes: string, charset: string): string {
  if (charset === "" || /^(utf-?8|us-ascii)$/i.test(charset)) return bytes;
  try {
    return Buffer.from(new TextDecoder(charset).decode(Buffer.from(bytes, "latin1")), "utf8").toString("latin1");
  } catch {
    return toText(bytes);
  }
}
