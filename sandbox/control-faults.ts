// POST adds a fault, GET lists them, DELETE removes all.
import { FAULT_KINDS, type Fault, PROVIDERS } from "./faults.ts";
import { json, problem, type Reply, textIn } from "./http.ts";
import type { World } from "./world.ts";

export function controlFaults(world: World, method: string, body: Record<string, unknown>): Reply | undefined {
  if (method === "GET") return json(200, { items: world.faults });
  if (method === "DELETE") {
    world.faults = [];
    return json(200, { ok: true });
  }
  if (method !== "POST") return undefined;
  const provider = PROVIDERS.find((known) => known === body.provider);
  const kind = FAULT_KINDS.find((known) => known === String(body.kind));
  if (!provider || !kind) {
    const detail = `provider is one of ${PROVIDERS.join(", ")}; kind is one of ${FAULT_KINDS.join(", ")}.`;
    return problem(400, detail);
  }
  const fault: Fault = {
    provider,
    kind,
    path: textIn(body.path),
    timesLeft: typeof body.times === "number" ? body.times : typeof body.rate === "number" ? null : 1,
    rate: typeof body.rate === "number" ? body.rate : 1,
    draws: 0,
    ...(typeof body.code === "string" || typeof body.code === "number" ? { code: String(body.code) } : {}),
    ...(typeof body.retryAfter === "number" ? { retryAfterSeconds: body.retryAfter } : {}),
    ...(typeof body.delayMs === "number" ? { delayMs: body.delayMs } : {}),
  };
  world.faults.push(fault);
  return json(201, { ok: true });
}
