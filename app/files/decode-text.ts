/** Bytes of any common encoding → UTF-8 bytes, as a stream. */
import iconv from "iconv-lite";

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** How much of a file is looked at before its encoding is believed. */
export const SNIFF_BYTES = 64 * 1024;

/**
 * Guesses the encoding from the first bytes.
 *
 * Rules   a byte order mark decides; then the pattern of NUL bytes (UTF-16 without a mark); then whether it is valid
 *         UTF-8; what is left is what Excel writes in Western Europe
 */
export function guessEncoding(head: Uint8Array): TextEncoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const pairs = Math.floor(head.length / 2);
  let [evenNuls, oddNuls] = [0, 0];
  for (let at = 0; at < pairs * 2; at += 1) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) evenNuls += 1;
    else oddNuls += 1;
  }
  if (oddNuls > pairs * 0.4 && evenNuls < pairs * 0.1) return "utf-16le";
  if (evenNuls > pairs * 0.4 && oddNuls < pairs * 0.1) return "utf-16be";
  return isUtf8(head) ? "utf-8" : "windows-1252";
}

/** The cut at the end may fall inside a character: up to three bytes of it are forgiven. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-8 without its byte order mark; bytes that are not valid stay as they are and become U+FFFD when read as text. */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<Buffer> {
  if (encoding === "utf-8") return yield* withoutMark(chunks);
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  for await (const chunk of chunks) {
    const text = decoder.write(asBuffer(chunk));
    if (text !== "") yield Buffer.from(text, "utf-8");
  }
  const rest = decoder.end();
  if (rest) yield Buffer.from(rest, "utf-8");
}

async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === null) {
      if (chunk.length > 0) yield asBuffer(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < MARK.length) continue;
    yield head.subarray(head.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0);
    head = null;
  }
  if (head !== null && head.length > 0) yield head;
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
