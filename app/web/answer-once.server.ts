/**
 * `Idempotency-Key` on an unsafe call: the first call runs and its answer is stored, a repeat gets that answer, the same
 * key with another request is refused. A call that failed changed nothing and gives its key back.
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
import { createHash } from "node:crypto";
import type { AppContext } from "../context.ts";
import type { Actor } from "../domain/actor.ts";
import { AppError } from "../domain/errors.ts";
import { claimIdempotencyKey } from "../use-cases/access/claim-idempotency-key.server.ts";
import { releaseIdempotencyKey } from "../use-cases/access/release-idempotency-key.server.ts";
import { storeIdempotentAnswer } from "../use-cases/access/store-idempotent-answer.server.ts";
import { isUnsafe } from "./origin-check.server.ts";
import { readBody } from "./read-body.server.ts";

export async function answerOnce(
  request: Request,
  { app, actor }: { app: AppContext; actor: Actor },
  work: () => Promise<Response>,
): Promise<Response> {
  const key = request.headers.get("Idempotency-Key");
  if (key === null || !isUnsafe(request.method)) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError("invalid_input", "Idempotency-Key must be 1 to 255 visible ASCII characters.");
  }
  const claim = await claimIdempotencyKey(app, actor, { key, requestHash: await hashOf(request) });
  if (claim.state === "answered") return storedResponse(claim.status, claim.body);
  if (claim.state === "running") throw new AppError("conflict", "The first call with this Idempotency-Key still runs.");
  if (claim.state === "other_request") {
    throw new AppError("conflict", "This Idempotency-Key was used for another request. Use a new one.");
  }
  const response = await runOrRelease(work, () => releaseIdempotencyKey(app, actor, { key }));
  const body = response.body ? await response.clone().text() : "";
  await storeIdempotentAnswer(app, actor, { key, status: response.status, body });
  return response;
}

async function runOrRelease(work: () => Promise<Response>, release: () => Promise<void>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    await release();
    throw error;
  }
}

/** Bodies that are streamed (files) count by type and length; all others by their bytes. */
async function hashOf(request: Request): Promise<Buffer> {
  const { pathname, search } = new URL(request.url);
  const type = request.headers.get("Content-Type") ?? "";
  const hash = createHash("sha256").update(`${request.method} ${pathname}${search}\n${type}\n`);
  if (/^(multipart|text)\//i.test(type)) hash.update(request.headers.get("Content-Length") ?? "");
  else hash.update(await readBody(request.clone() as Request));
  return hash.digest();
}

function storedResponse(status: number, body: string): Response {
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", "Idempotent-Replayed": "true" };
  return new Response(body === "" ? null : body, { status, headers: body === "" ? {} : headers });
}
