/**
 * Uploads as streams: the one file of a multipart form or the body itself goes chunk by chunk to whoever takes it.
 * What the taker leaves unread is drained up to a limit, so that the browser gets the answer instead of a broken pipe.
 */
import { unstable_parseMultipartFormData as parseMultipart } from "@remix-run/node";
import { AppError } from "../domain/errors.ts";

export type Upload = { fileName: string; chunks: AsyncIterable<Uint8Array> };
/** `taken` is undefined when the form had no file. */
export type ReadUpload<T> = { taken: T | undefined; fields: Record<string, string> };

const MAX_FIELD_BYTES = 64 * 1024;
const MAX_DRAINED_BYTES = 200 * 1024 * 1024;

/** Errors  invalid_input when the form cannot be read */
export async function readUpload<T>(request: Request, take: (upload: Upload) => Promise<T>): Promise<ReadUpload<T>> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type))
    return { taken: await takeDrained(bodyOf(request), "leads.csv", take), fields: {} };
  const fields: Record<string, string> = {};
  let taken: T | undefined;
  try {
    await parseMultipart(request, async ({ name, filename, data }) => {
      if (filename === undefined) fields[name] = await textOf(data);
      else if (filename === "" || taken !== undefined) await drain(data[Symbol.asyncIterator]());
      else taken = await takeDrained(data, filename, take);
      return null;
    });
  } catch (cause) {
    if (cause instanceof TypeError) throw new AppError("invalid_input", "The form could not be read.", {}, cause);
    throw cause;
  }
  return { taken, fields };
}

async function takeDrained<T>(
  data: AsyncIterable<Uint8Array>,
  fileName: string,
  take: (upload: Upload) => Promise<T>,
): Promise<T> {
  const source = data[Symbol.asyncIterator]();
  async function* chunks() {
    // Not `for await`: a taker who stops early must not end the source, which is drained after it.
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  const taken = await take({ fileName, chunks: chunks() });
  await drain(source);
  return taken;
}

async function drain(source: AsyncIterator<Uint8Array>): Promise<void> {
  let drained = 0;
  for (let next = await source.next(); !next.done; next = await source.next()) {
    drained += next.value.length;
    if (drained > MAX_DRAINED_BYTES) throw new AppError("invalid_input", "The file is far too large.");
  }
}

async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) yield part.value;
}

async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of data) {
    length += chunk.length;
    if (length > MAX_FIELD_BYTES) throw new AppError("invalid_input", "A field of the form is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf-8");
}
