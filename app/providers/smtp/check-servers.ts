/** Tries both servers before a mailbox is stored: signed in, encrypted, and with a folder for sent mails. */
import type { ServerCheck, ServerProblem, ServerSession } from "../ports.ts";
import { imapLine } from "./imap-connection.ts";
import { imapErrorOf } from "./imap-errors.ts";
import { findSentPath } from "./imap-folders.ts";
import { readCursor } from "./imap-listing.ts";
import { problemOf, type SmtpConfig } from "./mail-server.ts";
import { dialSmtp } from "./smtp-connection.ts";
import { type SmtpFailure, smtpErrorOf } from "./smtp-errors.ts";

export async function checkServers(config: SmtpConfig, session: ServerSession): Promise<ServerCheck> {
  const smtpProblem = await checkSmtp(config, session);
  if (smtpProblem) return { ok: false, server: "smtp", problem: smtpProblem };
  const line = imapLine(config, session);
  try {
    const hasSent = await line.run(async (client) => (await findSentPath(client)) !== undefined);
    if (!hasSent) return { ok: false, server: "imap", problem: "no_sent_folder" };
    return { ok: true, cursor: await line.run(readCursor) };
  } catch (error) {
    return { ok: false, server: "imap", problem: imapProblem(error) };
  } finally {
    await line.close();
  }
}

async function checkSmtp(config: SmtpConfig, session: ServerSession): Promise<ServerProblem | undefined> {
  const { connection, ready } = dialSmtp(config, session);
  const timer = setTimeout(() => connection.close(), session.timeoutMs * 2);
  try {
    await ready;
    connection.quit();
    return undefined;
  } catch (error) {
    connection.close();
    const failure = error as SmtpFailure;
    const { kind } = smtpErrorOf(failure, { hasMessageBegun: false });
    if (kind === "auth_revoked") return "password";
    if (kind === "blocked") return "blocked";
    return problemOf([failure.originalCode, failure.code]) ?? "trouble";
  } finally {
    clearTimeout(timer);
  }
}

function imapProblem(error: unknown): ServerProblem {
  const { kind, cause } = imapErrorOf(error);
  if (kind === "auth_revoked") return "password";
  const codes = (cause as Error | undefined)?.message.split(" ") ?? [];
  return problemOf(codes.slice(0, 1)) ?? "trouble";
}
