/** A CSV that is written while it is sent: neither side holds it whole. */
import { Readable } from "node:stream";
import { createReadableStreamFromReadable } from "@remix-run/node";

export function csvAnswer(fileName: string, parts: AsyncIterable<string>): Response {
  return new Response(createReadableStreamFromReadable(Readable.from(parts, { objectMode: false })), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${fileName.replace(/[^\w.-]+/g, "-")}"`,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  });
}
