/**
 * The one IMAP connection of an opened mailbox: made on first use, used by one call at a time, gone after `close` or
 * any failure. A call that takes too long ends it, whatever the server keeps sending.
 */
import { ImapFlow, type MailboxObject } from "imapflow";
import type { ServerSession } from "../ports.ts";
import { imapErrorOf } from "./imap-errors.ts";
import { type SmtpConfig, tlsOf } from "./mail-server.ts";

/** A call is several commands, each of which may be silent for `timeoutMs`; all of it stays below half a lease. */
const CALL_TIMEOUTS = 2;
/** No message is read beyond this; see MAX_MESSAGE_BYTES. */
const MAX_LITERAL_BYTES = 16 * 1024 * 1024;

export type ImapLine = {
  /** Runs with the connection to itself. Errors are ProviderErrors. */
  run<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export function imapLine(config: SmtpConfig, session: ServerSession): ImapLine {
  let client: ImapFlow | undefined;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function connected(): Promise<ImapFlow> {
    if (client?.usable) return client;
    client?.close();
    client = newClient(config, session);
    await client.connect();
    return client;
  }

  async function runAlone<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timeoutError()), session.timeoutMs * CALL_TIMEOUTS);
    });
    try {
      if (isClosed) throw closedError();
      return await Promise.race([connected().then(work), late]);
    } catch (error) {
      const known = imapErrorOf(error);
      // After anything but a plain refusal the connection's state is unknown.
      if (known.kind !== "not_found" && known.kind !== "cursor_expired") drop();
      throw known;
    } finally {
      clearTimeout(timer);
    }
  }

  function drop(): void {
    client?.close();
    client = undefined;
  }

  return {
    run(work) {
      const turn = last.then(() => runAlone(work));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      isClosed = true;
      const leaving = client;
      client = undefined;
      if (!leaving) return;
      const bye = leaving.usable ? leaving.logout().catch(() => undefined) : Promise.resolve();
      await Promise.race([bye, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      leaving.close();
    },
  };
}

/** Selects a folder for reading, unless it is selected already. */
export async function selectFolder(client: ImapFlow, path: string): Promise<MailboxObject> {
  return client.mailboxOpen(path, { readOnly: true });
}

function newClient(config: SmtpConfig, session: ServerSession): ImapFlow {
  const { imap, password, timeoutMs } = session;
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.isSecure,
    ...(imap.isSecure ? {} : { doSTARTTLS: true }),
    auth: { user: imap.user, pass: password },
    clientInfo: { name: "LeadBitz" },
    tls: tlsOf(config),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableAutoIdle: true,
    disableCompression: true,
    maxLiteralSize: MAX_LITERAL_BYTES,
    maxLineLength: MAX_LITERAL_BYTES,
    maxResponseSize: MAX_LITERAL_BYTES * 2,
    logger: false,
  });
  // Errors between two calls are met by the next one.
  client.on("error", () => undefined);
  return client;
}

function timeoutError(): Error {
  return Object.assign(new Error("the mail server took too long"), { code: "ETIMEOUT" });
}

function closedError(): Error {
  return Object.assign(new Error("this mailbox was closed"), { code: "NoConnection" });
}
