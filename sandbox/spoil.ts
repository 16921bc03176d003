// Answers a request that meets a fault, on the wire. What spoils an accepted call lets a refusal through as it is, and
// waits for the next call.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import { type Fault, faultReply, spendFault } from "./faults.ts";
import type { Call, Reply } from "./http.ts";
import { route } from "./route.ts";
import type { World } from "./world.ts";

const HELD_OPEN_MS = 60_000;
const SLOW_MS = 5000;

export async function spoil(
  world: World,
  fault: Fault,
  call: Call,
  wire: { request: IncomingMessage; response: ServerResponse; clock: Clock; closing: AbortSignal },
): Promise<void> {
  const { request, response, clock, closing: signal } = wire;
  if (fault.kind.endsWith("_after_accept")) {
    const reply = route(world, call);
    if (reply.status >= 400) return write(response, reply);
    spendFault(world, fault);
    return spoilAnswer(fault, call, reply, wire);
  }
  spendFault(world, fault);
  if (fault.kind === "drop") {
    request.socket.destroy();
  } else if (fault.kind === "slow") {
    await wait(fault.delayMs ?? SLOW_MS, undefined, { signal });
    write(response, route(world, { ...call, now: await clock.now() }));
  } else {
    write(response, faultReply(fault, call.now));
  }
}

async function spoilAnswer(
  fault: Fault,
  call: Call,
  reply: Reply,
  { request, response, closing: signal }: { request: IncomingMessage; response: ServerResponse; closing: AbortSignal },
): Promise<void> {
  if (fault.kind === "503_after_accept") return write(response, faultReply(fault, call.now));
  if (fault.kind === "reset_after_accept") {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault.kind === "half_after_accept") {
    // The status line, and less of the body than was promised.
    response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) + 2 });
    response.write(reply.body.slice(0, reply.body.length / 2) || " ", () => request.socket.destroy());
    return;
  }
  await wait(fault.delayMs ?? HELD_OPEN_MS, undefined, { signal });
  request.socket.destroy();
}

export function write(response: ServerResponse, reply: Reply): void {
  const body = reply.bytes ?? Buffer.from(reply.body);
  const length = reply.status === 204 ? {} : { "content-length": body.length };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(body);
}
