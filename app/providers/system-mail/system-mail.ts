/** Mail of this installation to its own users, over one SMTP server. */
import nodemailer from "nodemailer";
import { ProviderError } from "../../domain/errors.ts";
import type { SystemMailServer } from "../../domain/system-mail-url.ts";
import type { SystemMail } from "../ports.ts";

export function systemMail({ server, timeoutMs }: { server: SystemMailServer; timeoutMs: number }): SystemMail {
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: server.isSecure,
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password } }),
    // A password never crosses the network in the clear; a relay on this machine needs neither.
    requireTLS: !server.isSecure && server.user !== null,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ toEmails, subject, text, messageIdHeader }) {
      try {
        await transport.sendMail({
          from: server.from,
          to: toEmails,
          subject,
          text,
          messageId: messageIdHeader,
          // RFC 3834 5: nobody's absence note answers it.
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        throw systemMailError(error);
      }
    },
  };
}

type Failure = Error & { code?: string; responseCode?: number; syscall?: string };

/** These come before the message is handed over. */
const BEFORE_MESSAGE = new Set(["EAUTH", "ENOAUTH", "EDNS", "EENVELOPE", "EMESSAGE", "ETLS", "EREQUIRETLS"]);

/** The server's own refusal, or a connection that never stood, is proof that nothing left; all else leaves it open. */
function systemMailError(error: unknown): ProviderError {
  const failure = error as Failure;
  const isProof =
    failure.responseCode !== undefined ||
    BEFORE_MESSAGE.has(failure.code ?? "") ||
    failure.syscall === "connect" ||
    /^(connection timeout|greeting never received)/i.test(failure.message);
  return new ProviderError(
    {
      kind: isProof ? "transient" : "ambiguous",
      provider: "system-mail",
      message: "The installation's own mail server did not take the mail.",
      delivery: isProof ? "not_sent" : "unknown",
    },
    error,
  );
}
