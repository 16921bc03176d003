/** One SMTP session: connected, encrypted, signed in. Nothing is retried; whoever opens it ends it. */
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { ServerSession } from "../ports.ts";
import { type SmtpConfig, tlsOf } from "./mail-server.ts";

/** What the server is greeted with: an address literal, because the host's own name is nobody's business. */
const CLIENT_NAME = "[127.0.0.1]";

export type SmtpLine = {
  connection: SMTPConnection;
  /** Resolves when the server is ready for MAIL FROM; rejects with nodemailer's error. */
  ready: Promise<void>;
  /** Rejects when the connection breaks; never resolves. */
  broken: Promise<never>;
};

export function dialSmtp(config: SmtpConfig, session: ServerSession): SmtpLine {
  const { smtp, password, timeoutMs } = session;
  const connection = new SMTPConnection({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.isSecure,
    requireTLS: !smtp.isSecure,
    name: CLIENT_NAME,
    tls: tlsOf(config),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketCloseTimeout: 0,
    maxResponseSize: 64 * 1024,
    logger: false,
  });
  const broken = new Promise<never>((_, reject) => {
    connection.on("error", reject);
    connection.once("end", () => reject(closedError()));
  });
  const ready = Promise.race([signIn(connection, { user: smtp.user, pass: password }), broken]);
  for (const promise of [broken, ready]) promise.catch(() => undefined);
  return { connection, ready, broken };
}

async function signIn(connection: SMTPConnection, login: { user: string; pass: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  await new Promise<void>((resolve, reject) => {
    connection.login(login, (error) => (error ? reject(error) : resolve()));
  });
}

function closedError(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "ECONNECTION" });
}
