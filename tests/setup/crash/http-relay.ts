/**
 * Stands between one worker and a provider. Each call that matters is shown to the nemesis first, which may hold it, pass
 * it on without telling the answer, answer by itself, or cut the line; all others pass.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Call, Request } from "./calls.ts";

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** One call on its way, in the hands of the nemesis. */
export type Passing = {
  call: Call;
  authorization: string;
  /** The whole mail, where the call itself hands it over. */
  message: string | null;
  /** Passes it on, once, however often it is asked, and although the caller may be dead. */
  forward(): Promise<Answer>;
  /** Tells the caller; a dead caller hears nothing. */
  answer(answer: Answer): Promise<void>;
  answerHalf(answer: Answer): void;
  cut(): void;
};

export type Relay = { url: string; close(): Promise<void> };

export async function startRelay(options: {
  target: string;
  callOf(request: Request): Call;
  meet(passing: Passing): Promise<void>;
}): Promise<Relay> {
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const call = options.callOf({ method: request.method ?? "", path: request.url ?? "", body });
    let forwarded: Promise<Answer> | undefined;
    const passing: Passing = {
      call,
      authorization: String(request.headers.authorization ?? ""),
      message: null,
      forward: () => {
        forwarded ??= forward(options.target, request, body);
        return forwarded;
      },
      answer: (answer) =>
        new Promise<void>((resolve) => {
          if (response.destroyed || response.writableEnded) return resolve();
          response.on("close", resolve);
          response.writeHead(answer.status, answer.headers);
          response.end(answer.body, resolve);
        }),
      answerHalf: (answer) => {
        response.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
        response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => request.socket.destroy());
      },
      cut: () => request.socket.destroy(),
    };
    if (call.kind === null) await passing.answer(await passing.forward());
    else await options.meet(passing);
  }

  const server = createServer((request, response) => {
    // A worker's death cuts its calls: there is nobody to answer.
    pass(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
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

function forward(target: string, from: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(from.url ?? "/", target);
    const { connection: _connection, host: _host, "transfer-encoding": _encoding, ...headers } = from.headers;
    const call = send(url, { method: from.method, headers: { ...headers, "content-length": body.length } });
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
