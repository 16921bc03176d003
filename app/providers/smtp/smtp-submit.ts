/**
 * One mail to one recipient in one SMTP transaction. The message is handed over as a stream that is read only after
 * the server said 354: the first read waits for `beforeData`, so until that has returned no byte of it has left. The
 * stream's end makes the final dot; a stream that is destroyed never makes one, and a server that did not see the dot
 * must drop the transaction.
 * Source: RFC 5321 4.1.1.4 and 4.1.1.10, reliability.md B.1 R13.
 */
import { Readable } from "node:stream";
import type { OutgoingMail, SentRef, ServerSession } from "../ports.ts";
import type { SmtpConfig } from "./mail-server.ts";
import { sentRefOf } from "./message-ids.ts";
import { dialSmtp, type SmtpLine } from "./smtp-connection.ts";
import { smtpErrorOf } from "./smtp-errors.ts";

/** Time-outs hold for each of two phases: up to the server's 354, and from the message's first byte to its answer. */
export async function submitMail(
  config: SmtpConfig,
  session: ServerSession,
  mail: OutgoingMail,
  beforeData: () => Promise<void>,
): Promise<SentRef> {
  const gate = dataGate(mail.mime, beforeData);
  const deadline = deadlineOf(session.timeoutMs, gate);
  const line = dialSmtp(config, session);
  try {
    await deadline.within(line.ready);
    const accepted = await deadline.within(transfer(line, mail, gate.message));
    line.connection.quit();
    // A server that gives its own Message-ID (RFC 5321 does not forbid it) names it in its answer.
    return sentRefOf(mail, accepted.serverMessageId);
  } catch (error) {
    gate.shut();
    line.connection.close();
    // Whoever called must not hear of the end before `beforeData` came to its own.
    const refused = await gate.settled();
    if (refused) throw refused.error;
    throw smtpErrorOf(error, { hasMessageBegun: gate.hasMessageBegun() });
  } finally {
    deadline.clear();
  }
}

type Accepted = { serverMessageId?: string | undefined };

function transfer({ connection, broken }: SmtpLine, mail: OutgoingMail, message: Readable): Promise<Accepted> {
  const envelope = {
    from: mail.fromEmail,
    to: [mail.toEmail],
    size: mail.mime.byteLength,
    use8BitMime: mail.mime.some((byte) => byte > 127),
  };
  const sent = new Promise<Accepted>((resolve, reject) => {
    connection.send(envelope, message, (error, info) => (error ? reject(error) : resolve(info ?? {})));
  });
  sent.catch(() => undefined);
  // nodemailer reports a break to the mail in transit too; whichever comes first is the same error.
  return Promise.race([sent, broken.catch((error) => firstOf(sent, error))]);
}

/** The mail's own outcome when it is there already, else the connection's error. */
function firstOf(sent: Promise<Accepted>, error: unknown): Promise<Accepted> {
  return Promise.race([sent, new Promise<never>((_, reject) => setImmediate(reject, error))]);
}

type DataGate = {
  message: Readable;
  /** True from the moment that the message is let go. */
  hasMessageBegun(): boolean;
  /** Nothing that has not begun begins any more. */
  shut(): void;
  /** Waits for a running `beforeData`; its error when it threw. */
  settled(): Promise<{ error: unknown } | undefined>;
  onOpen(listener: () => void): void;
};

function dataGate(mime: Uint8Array, beforeData: () => Promise<void>): DataGate {
  let hasBegun = false;
  let isShut = false;
  let refused: { error: unknown } | undefined;
  let asked: Promise<void> | undefined;
  let opened: () => void = () => undefined;

  async function open(): Promise<void> {
    try {
      await beforeData();
    } catch (error) {
      refused = { error };
      message.destroy(new Error("the mail was withdrawn before its message began"));
      return;
    }
    if (isShut || message.destroyed) return;
    hasBegun = true;
    opened();
    message.push(mime);
    message.push(null);
  }
  const message = new Readable({
    // nodemailer reads for the first time when the server has accepted everything but the message.
    read() {
      asked ??= open();
    },
    highWaterMark: 1,
  });
  message.on("error", () => undefined);
  return {
    message,
    hasMessageBegun: () => hasBegun,
    shut: () => {
      isShut = true;
      message.destroy();
    },
    settled: async () => {
      await asked;
      return refused;
    },
    onOpen: (listener) => {
      opened = listener;
    },
  };
}

/** One clock for the envelope, started anew when the message begins. */
function deadlineOf(timeoutMs: number, gate: DataGate) {
  let fail: (error: Error) => void = () => undefined;
  const passed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  passed.catch(() => undefined);
  const start = () => setTimeout(() => fail(timeoutError()), timeoutMs);
  let timer = start();
  gate.onOpen(() => {
    clearTimeout(timer);
    timer = start();
  });
  return {
    within: <T>(work: Promise<T>): Promise<T> => Promise.race([work, passed]),
    clear: () => clearTimeout(timer),
  };
}

function timeoutError(): Error {
  return Object.assign(new Error("the mail server took too long"), { code: "ETIMEDOUT" });
}
