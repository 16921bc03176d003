/**
 * Stands between the workers and a submission server (implicit TLS on both sides). Three moments are shown to the nemesis:
 * the greeting, before which nothing was said; the recipient, after which nothing has left yet; and the final dot, which
 * decides. The message is passed on only with it.
 */
import { connect, createServer, type TLSSocket } from "node:tls";
import { NO_CALL, sendJobIn } from "./calls.ts";
import type { Answer, Passing, Relay } from "./http-relay.ts";

const DOT = "\r\n.\r\n";

export type LineRelayOptions = {
  address: string;
  port: number;
  target: { host: string; port: number };
  certificate: { cert: Buffer; key: Buffer };
  /** `port` is the caller's own: it tells who calls. */
  meet(port: number, passing: Passing): Promise<void>;
};

export async function startSmtpRelay(options: LineRelayOptions): Promise<Relay> {
  const sockets = new Set<TLSSocket>();
  const server = createServer(options.certificate, (client) => {
    sockets.add(client);
    client.on("close", () => sockets.delete(client));
    // A worker's death cuts its calls: there is nobody to answer.
    const upstream = connect({ ...options.target, rejectUnauthorized: false });
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    converse(client, upstream, options).catch(end);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port, options.address, resolve));
  return {
    url: `smtps://${options.address}:${options.port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function converse(client: TLSSocket, upstream: TLSSocket, options: LineRelayOptions): Promise<void> {
  const port = client.remotePort ?? 0;
  client.on("error", () => client.destroy());
  upstream.on("error", () => client.destroy());
  upstream.on("close", () => client.destroy());
  const commands = readerOf(client, (text) => cutAt(text, "\r\n"));
  const replies = readerOf(upstream, replyIn);
  const tell = (text: string) => void (client.destroyed || client.write(text));

  const ask = async (text: string): Promise<string> => {
    upstream.write(text);
    return replies.next();
  };
  const show = (call: Partial<Passing["call"]>, text: string) => {
    let asked: Promise<string> | undefined;
    const forward = async (): Promise<Answer> => {
      asked ??= text === "" ? replies.next() : ask(text);
      const body = Buffer.from(await asked);
      return { status: Number(body.toString().slice(0, 3)), headers: {}, body };
    };
    return options.meet(port, {
      call: { ...NO_CALL, ...call },
      authorization: "",
      message: call.kind === "post" ? text.slice(0, -DOT.length) : null,
      forward,
      answer: async ({ body }) => tell(body.toString()),
      answerHalf: ({ body }) => {
        tell(body.toString().slice(0, 2));
        client.destroy();
      },
      cut: () => client.destroy(),
    });
  };

  await show({ kind: "greeting" }, "");
  for (;;) {
    const command = await commands.next();
    if (/^DATA\r\n/i.test(command)) {
      const reply = await ask(command);
      tell(reply);
      if (!reply.startsWith("354")) continue;
      const message = await commands.next((text) => cutAt(text, DOT));
      await show({ kind: "post", sendJobId: sendJobIn(message) }, message);
    } else if (/^RCPT TO:/i.test(command)) {
      await show({ kind: "recipient", toEmail: /<([^>]*)>/.exec(command)?.[1]?.toLowerCase() ?? null }, command);
    } else tell(await ask(command));
  }
}

type Cut = (text: string) => number;

/** Gives one piece after the other, as the cut says where it ends (-1: not yet there). */
function readerOf(socket: TLSSocket, byDefault: Cut) {
  let text = "";
  let wake: () => void = () => undefined;
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    text += chunk;
    wake();
  });
  socket.on("close", () => wake());
  return {
    next: async (cut: Cut = byDefault): Promise<string> => {
      for (;;) {
        const end = cut(text);
        if (end >= 0) {
          const piece = text.slice(0, end);
          text = text.slice(end);
          return piece;
        }
        if (socket.destroyed) throw new Error("the connection is closed");
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function cutAt(text: string, mark: string): number {
  const at = text.indexOf(mark);
  return at < 0 ? -1 : at + mark.length;
}

/** A reply ends with the line that has a space after its code. Source: RFC 5321 4.2.1 */
function replyIn(text: string): number {
  const last = /^\d{3}(?: .*)?\r\n/m.exec(text);
  return last ? last.index + last[0].length : -1;
}
