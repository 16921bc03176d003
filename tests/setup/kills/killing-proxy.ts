/**
 * Stands between the server and Gmail and lets every call pass, until a mail of the plan is posted: then the server is
 * killed before the call is passed on, after the provider accepted it, or just after the server was told.
 */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Kill, KillKind } from "./kill-plan.ts";

export type KillingProxy = {
  url: string;
  /** The server lives again: the next kill of the plan may come. */
  arm(): void;
  /** Ends when no kill is on its way. */
  quiet(): Promise<void>;
  close(): Promise<void>;
};

type Answer = { status: number; headers: IncomingMessage["headers"]; body: Buffer };

export async function startKillingProxy(options: {
  target: string;
  kills: Kill[];
  kill(kind: KillKind, draftId: string): Promise<void>;
}): Promise<KillingProxy> {
  const plan = [...options.kills];
  let isArmed = false;
  let passed = 0;
  let killing: Promise<void> = Promise.resolve();

  function take(): Kill | undefined {
    const next = plan[0];
    if (!isArmed || !next) return undefined;
    if (passed < next.passCount) {
      passed += 1;
      return undefined;
    }
    return next;
  }

  function kill({ kind, delayMs }: Kill, draftId: string): Promise<void> {
    isArmed = false;
    passed = 0;
    plan.shift();
    killing = (delayMs > 0 ? wait(delayMs) : Promise.resolve()).then(() => options.kill(kind, draftId));
    return killing;
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const isPost = request.method === "POST" && /\/drafts\/send(\?|$)/.test(request.url ?? "");
    const next = isPost ? take() : undefined;
    const draftId = next ? String((JSON.parse(body.toString()) as { id?: unknown }).id) : "";
    if (next?.kind === "before_call") {
      await kill(next, draftId);
      request.socket.destroy();
      return;
    }
    const answer = await forward(options.target, request, body);
    // A refused call is not an accepted mail, and during the call another mail may have had its kill.
    const isKilling = next !== undefined && isArmed && plan[0] === next && answer.status === 200;
    if (isKilling && next.kind === "after_accept") {
      await kill(next, draftId);
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    await new Promise<void>((resolve) => response.end(answer.body, resolve));
    if (isKilling) await kill(next, draftId);
  }

  const server = createServer((request, response) => {
    // The server's death cuts its calls: there is nobody to answer.
    pass(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    arm: () => {
      isArmed = true;
    },
    quiet: () => killing,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Goes on although the caller dies meanwhile, as a call on the wire does. */
function forward(target: string, from: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(from.url ?? "/", target);
    const { connection: _connection, host: _host, "transfer-encoding": _encoding, ...headers } = from.headers;
    const call = send(url, {
      method: from.method,
      headers: { ...headers, "content-length": body.length },
    });
    call.on("error", reject);
    call.on("response", (answer) => {
      bodyOf(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    call.end(body);
  });
}
