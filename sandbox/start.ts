// Starts the sandbox on a port. Each request: read the body, ask the clock, deliver
// what has fallen due, meet a fault or not, then run the handler in one piece.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { runAgenda } from "./agenda.ts";
import { createClock } from "./clock.ts";
import { enterMailbox } from "./concurrency.ts";
import { startDns } from "./dns.ts";
import { meetFault, providerOf } from "./faults.ts";
import { throttled } from "./graph-errors.ts";
import { settleSubmissions } from "./graph-outbox.ts";
import { type Call, problem } from "./http.ts";
import { route } from "./route.ts";
import { loadWorld, saveWorld } from "./snapshot.ts";
import { spoil, write } from "./spoil.ts";
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
  /** Where it answers DNS: address and port, as DNS_SERVERS wants it. */
  dnsServer: string;
  close(): Promise<void>;
}

const SAVE_EVERY_MS = 2000;
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
    const target = new URL(request.url ?? "/", url);
    const asked = { path: target.pathname, query: target.searchParams, headers: request.headers };
    const place = enterMailbox(world, asked);
    response.once("close", place.leave);
    const body = await bodyOf(request);
    const call: Call = { ...asked, method: request.method ?? "GET", body, now: await clock.now() };
    const scheduled = world.agenda.length + world.submissions.length;
    settleSubmissions(world, call.now);
    runAgenda(world, call.now);
    if (call.method !== "GET" || scheduled !== world.agenda.length + world.submissions.length) isChanged = true;

    if (place.isFull) return write(response, throttled(call.now, "MailboxConcurrency", 1));
    const fault = providerOf(call.path) ? meetFault(world, call.path) : undefined;
    if (!fault) return write(response, route(world, call));
    await spoil(world, fault, call, { request, response, clock, closing: closing.signal });
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
  const { port } = server.address() as AddressInfo;
  url = `http://localhost:${port}`;
  const dns = await startDns(world, port);

  const save = (): void => {
    if (stateFile !== "" && isChanged) saveWorld(world, stateFile);
    isChanged = false;
  };
  const saving = setInterval(save, SAVE_EVERY_MS).unref();

  return {
    url,
    dnsServer: `127.0.0.1:${dns.port}`,
    close: async () => {
      clearInterval(saving);
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, dns.close()]);
      save();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
