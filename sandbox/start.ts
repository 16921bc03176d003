// Starts the sandbox on a port. Each request: read the body, ask the clock, deliver
// what has fallen due, meet a fault or not, then run the handler in one piece.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { runAgenda } from "./agenda.ts";
import { createClock } from "./clock.ts";
import { faultReply, meetFault, providerOf, spendFault } from "./faults.ts";
import { type Call, problem, type Reply } from "./http.ts";
import { route } from "./route.ts";
import { loadWorld, saveWorld } from "./snapshot.ts";
import { createWorld } from "./world.ts";

export interface SandboxSettings {
  port: number;
  clockUrl?: string | undefined;
  seed?: string | undefined;
  ledgerFile?: string | undefined;
  stateFile?: string | undefined;
}

export interface Sandbox {
  url: string;
  close(): Promise<void>;
}

const SAVE_EVERY_MS = 2000;
const HELD_OPEN_MS = 60_000;
const SLOW_MS = 5000;
const KEEP_ALIVE_MS = 65_000;

export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const world = createWorld(settings.seed || "leadbitz", settings.ledgerFile ?? "");
  const stateFile = settings.stateFile ?? "";
  if (stateFile !== "") loadWorld(world, stateFile);
  const clock = createClock(settings.clockUrl);
  const closing = new AbortController();
  let isChanged = false;
  let url = "";

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const target = new URL(request.url ?? "/", url);
    const call: Call = {
      method: request.method ?? "GET",
      path: target.pathname,
      query: target.searchParams,
      headers: request.headers,
      body,
      now: await clock.now(),
    };
    const scheduled = world.agenda.length;
    runAgenda(world, call.now);
    if (call.method !== "GET" || scheduled !== world.agenda.length) isChanged = true;

    const fault = providerOf(call.path) ? meetFault(world, call.path) : undefined;
    if (!fault) return write(response, route(world, call));
    if (fault.kind === "drop") {
      spendFault(world, fault);
      request.socket.destroy();
    } else if (fault.kind === "slow") {
      spendFault(world, fault);
      await wait(fault.delayMs ?? SLOW_MS, undefined, { signal: closing.signal });
      write(response, route(world, { ...call, now: await clock.now() }));
    } else if (fault.kind === "timeout_after_accept" || fault.kind === "503_after_accept") {
      // A refusal is no acceptance: it is answered as it is, and the fault waits for the next call.
      const reply = route(world, call);
      if (reply.status >= 400) return write(response, reply);
      spendFault(world, fault);
      if (fault.kind === "503_after_accept") return write(response, faultReply(fault, call.now));
      await wait(fault.delayMs ?? HELD_OPEN_MS, undefined, { signal: closing.signal });
      request.socket.destroy();
    } else {
      spendFault(world, fault);
      write(response, faultReply(fault, call.now));
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const isGone = closing.signal.aborted || !request.complete;
      if (!isGone) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (isGone || response.headersSent) request.socket.destroy();
      else write(response, problem(500, "The sandbox itself failed; its log says why."));
    });
  });
  // Longer than any client keeps a connection, so that reuse never meets a closed one.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  url = `http://localhost:${(server.address() as AddressInfo).port}`;

  const save = (): void => {
    if (stateFile !== "" && isChanged) saveWorld(world, stateFile);
    isChanged = false;
  };
  const saving = setInterval(save, SAVE_EVERY_MS).unref();

  return {
    url,
    close: async () => {
      clearInterval(saving);
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      save();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function write(response: ServerResponse, reply: Reply): void {
  const length = reply.status === 204 ? {} : { "content-length": Buffer.byteLength(reply.body) };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(reply.body);
}
