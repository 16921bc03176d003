/** Reads a request's body up to a limit, whatever its Content-Length says. Imports stream theirs and do not pass here. */
import { AppError } from "../domain/errors.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;

/** Errors  invalid_input when the body is longer than the limit */
export async function readBody(request: Request, limitBytes = BODY_LIMIT_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("Content-Length") ?? 0) > limitBytes) throw tooLong();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.byteLength;
    if (length > limitBytes) {
      await reader?.cancel();
      throw tooLong();
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** The same request with its body read and bounded, for libraries that read bodies themselves. */
export async function boundedRequest(request: Request): Promise<Request> {
  const body = await readBody(request);
  return new Request(request.url, { method: request.method, headers: request.headers, body });
}

function tooLong() {
  return new AppError("invalid_input", "The request is larger than 1 MB.");
}
