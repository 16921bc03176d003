/**
 * Stands between the workers and an IMAP server (implicit TLS on both sides). Shown to the nemesis are the look into a
 * thread before a follow-up, the look for a mail's sent copy, and the filing of our own; everything else passes.
 */
import { connect, createServer, type TLSSocket } from "node:tls";
import { type Call, NO_CALL } from "./calls.ts";
import type { Answer, Relay } from "./http-relay.ts";
import type { LineRelayOptions } from "./smtp-relay.ts";

export async function startImapRelay(options: LineRelayOptions): Promise<Relay> {
  const sockets = new Set<TLSSocket>();
  const server = createServer(options.certificate, (client) => {
    sockets.add(client);
    client.on("close", () => sockets.delete(client));
    converse(client, options);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port, options.address, resolve));
  return {
    url: `imaps://${options.address}:${options.port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(client: TLSSocket, options: LineRelayOptions): void {
  const upstream = connect({ ...options.target, rejectUnauthorized: false });
  const port = client.remotePort ?? 0;
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.setEncoding("latin1");
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
  let lookedFor: string | null = null;
  let isInbox = false;
  /** The answer to a command that is shown: kept until its tagged line has come. */
  let kept: { tag: string; text: string; whole(text: string): void } | undefined;

  upstream.on("close", () => kept?.whole(""));
  upstream.on("data", (text: string) => {
    if (!kept) return void client.write(text, "latin1");
    kept.text += text;
    if (!new RegExp(`^${kept.tag} .*\r\n`, "m").test(kept.text)) return;
    const { text: answer, whole } = kept;
    kept = undefined;
    whole(answer);
  });
  /** Empty when the connection ends first: a caller that gave up has taken its question with it. */
  const ask = (text: string) =>
    new Promise<string>((resolve) => {
      if (upstream.destroyed) return resolve("");
      kept = { tag: text.slice(0, text.indexOf(" ")), text: "", whole: resolve };
      upstream.write(text, "latin1");
    });
  /** What was delivered meanwhile is found, as by a client that comes later. */
  async function askFresh(text: string): Promise<string> {
    const news = await ask("fresh NOOP\r\n");
    return news.replace(/^fresh .*\r\n/m, "") + (await ask(text));
  }

  async function show(call: Partial<Call>, text: string): Promise<void> {
    let asked: Promise<Answer> | undefined;
    // A literal follows an APPEND only when the server says go on, which is no tagged line.
    const pass = async () => {
      if (call.kind === "file") upstream.write(text, "latin1");
      return call.kind === "file" ? "" : askFresh(text);
    };
    const forward = () => {
      asked ??= pass().then((answer) => ({ status: 200, headers: {}, body: Buffer.from(answer, "latin1") }));
      return asked;
    };
    await options.meet(port, {
      call: { ...NO_CALL, ...call },
      authorization: "",
      message: null,
      forward,
      answer: async ({ body }) => void (client.destroyed || client.write(body)),
      answerHalf: () => client.destroy(),
      cut: () => client.destroy(),
    });
  }

  client.on("data", (text: string) => {
    const folder = /^\S+ (?:SELECT|EXAMINE) "?([^"\r ]+)/i.exec(text)?.[1];
    if (folder) isInbox = /^inbox$/i.test(folder);
    const attempt = /SEARCH .*X-LeadBitz-Attempt "?([0-9a-f-]{36})-\d+/i.exec(text)?.[1];
    // Answers come into the inbox: what is delivered after it was searched comes too late for this look.
    const thread = isInbox ? /SEARCH .*HEADER References "?(<[^>\s]+>)/i.exec(text)?.[1] : undefined;
    if (attempt) lookedFor = attempt;
    const call: Partial<Call> | undefined = attempt
      ? { kind: "look", sendJobId: attempt }
      : thread
        ? { kind: "freshen", threadId: thread }
        : /^\S+ APPEND /i.test(text) && lookedFor
          ? { kind: "file", sendJobId: lookedFor }
          : undefined;
    if (call) show(call, text).catch(() => client.destroy());
    else upstream.write(text, "latin1");
  });
}
