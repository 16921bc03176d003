/** Crons that call over HTTP: they prove themselves by CRON_SECRET, compared in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { AppContext } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { loadContextOf, type RouteArgs } from "./load-context.server.ts";
import { bearerOf } from "./origin-check.server.ts";
import { isUnexpected, problemResponse } from "./problem.server.ts";

export async function answerCron(args: RouteArgs, work: (app: AppContext) => Promise<unknown>): Promise<Response> {
  const { app, requestId } = loadContextOf(args);
  try {
    if (!isSame(bearerOf(args.request) ?? "", app.secrets.cronSecret)) {
      throw new AppError("unauthenticated", "Send CRON_SECRET as Bearer token.");
    }
    return Response.json(await work(app), { headers: { "Cache-Control": "no-store" } });
  } catch (error) {
    if (isUnexpected(error)) app.log.error({ event: "cron.failed", request_id: requestId, err: error });
    return problemResponse(error);
  }
}

/** Hashes are of one length, so nothing about the secret shows in the time. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [given, secret].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
