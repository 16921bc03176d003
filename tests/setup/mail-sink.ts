/** A real SMTP server on loopback that keeps what it takes: enough of RFC 5321 for one client, and trouble on demand. */

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

export type TakenMail = { from: string; to: string[]; text: string };
/** refuse: 451 to MAIL FROM. take_and_drop: the message is taken, and the connection cut before the answer. */
export type SinkTrouble = "refuse" | "take_and_drop";

export async function mailSink() {
  const taken: TakenMail[] = [];
  const troubles: SinkTrouble[] = [];
  const server = createServer((socket) => serve(socket, taken, troubles));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port, taken, troubles, close: () => server.close() };
}

function serve(socket: Socket, taken: TakenMail[], troubles: SinkTrouble[]): void {
  let mail: TakenMail = { from: "", to: [], text: "" };
  let isData = false;
  let waiting = "";
  const say = (line: string) => socket.write(`${line}\r\n`);
  const commands: Record<string, (line: string) => void> = {
    EHLO: () => say("250 sink"),
    MAIL: (line) => {
      if (troubles[0] === "refuse") {
        troubles.shift();
        return say("451 4.3.0 not now");
      }
      mail = { from: addressIn(line), to: [], text: "" };
      say("250 ok");
    },
    RCPT: (line) => {
      mail.to.push(addressIn(line));
      say("250 ok");
    },
    DATA: () => {
      isData = true;
      say("354 go on");
    },
    QUIT: () => socket.end("221 bye\r\n"),
  };
  const take = () => {
    isData = false;
    taken.push(mail);
    if (troubles[0] === "take_and_drop") {
      troubles.shift();
      socket.destroy();
    } else say("250 taken");
  };
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    waiting += chunk.toString("latin1");
    for (let end = waiting.indexOf("\r\n"); end >= 0; end = waiting.indexOf("\r\n")) {
      const line = waiting.slice(0, end);
      waiting = waiting.slice(end + 2);
      if (!isData) (commands[line.slice(0, 4).toUpperCase()] ?? (() => say("502 unknown")))(line);
      else if (line === ".") take();
      else mail.text += `${line.replace(/^\./, "")}\n`;
    }
  });
  say("220 sink");
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? "";
}
