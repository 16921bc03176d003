/** The SMTP/IMAP adapter on real mail servers: one pair of servers for a test file, skipped where they cannot run. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { isProviderError, type ProviderError } from "../../app/domain/errors.ts";
import type { DirectOutbox, Mailbox, MailTrace, OutgoingMail, ServerSession } from "../../app/providers/ports.ts";
import { smtpMailProvider } from "../../app/providers/smtp/smtp-mail-provider.ts";
import { findMailServers } from "../../scripts/find-mail-servers.ts";
import { type MailServers, startMailServers, USERS } from "../setup/mail-servers/start-mail-servers.ts";

export const { ana: ANA, bo: BO } = USERS;
export const programs = findMailServers();

export type SmtpWorld = {
  servers: MailServers;
  /** Opens a mailbox that is closed when the file ends. */
  open(email?: string, over?: Partial<ServerSession>): { mailbox: Mailbox; outbox: DirectOutbox };
};

export function smtpWorld(): SmtpWorld {
  const opened: Mailbox[] = [];
  const world = {} as SmtpWorld;
  world.open = (email = ANA, over = {}) => {
    const mailbox = smtpMailProvider({ ca: world.servers.ca, sentCopyWaitMs: 600 }).open(
      world.servers.session(email, over),
    );
    opened.push(mailbox);
    if (mailbox.outbox.kind !== "direct") throw new Error("an SMTP mailbox has no drafts");
    return { mailbox, outbox: mailbox.outbox };
  };
  beforeAll(async () => {
    if (programs) world.servers = await startMailServers(programs);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(opened.map((mailbox) => mailbox.close()));
    await world.servers?.stop();
  }, 30_000);
  return world;
}

/** A mail of Ana's with ids of its own. */
export function mailTo(toEmail: string, over: { headers?: string[]; body?: string; from?: string } = {}): OutgoingMail {
  const attemptId = `att-${randomBytes(6).toString("hex")}`;
  const messageIdHeader = `<${attemptId}@acme.test>`;
  const fromEmail = over.from ?? ANA;
  const head = [
    `From: ${fromEmail}`,
    `To: ${toEmail}`,
    `Message-ID: ${messageIdHeader}`,
    `X-LeadBitz-Attempt: ${attemptId}`,
  ];
  const lines = [...head, "Subject: Hello", ...(over.headers ?? []), "", over.body ?? "Short question?\r\n"];
  return { mime: Buffer.from(lines.join("\r\n")), fromEmail, toEmail, messageIdHeader, attemptId };
}

export function traceOf(mail: OutgoingMail): MailTrace {
  const { attemptId, messageIdHeader } = mail;
  return { attemptId, messageIdHeader, draftId: null, threadId: null, cursorAtPrepare: null, preparedAt: null };
}

/** A mail of somebody else, put straight into a folder. */
export async function putInto(
  world: SmtpWorld,
  email: string,
  folder: string,
  headers: string[],
  body = "Thanks.\r\n",
  receivedAt?: Date,
): Promise<void> {
  const text = ["From: lea@lead.test", `To: ${email}`, "Subject: Re: Hello", ...headers, "", body].join("\r\n");
  await world.servers.asOwner(email, (client) => client.append(folder, text, [], receivedAt));
}

export const nothing = async (): Promise<void> => undefined;

/** The ProviderError that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isProviderError(error)) throw new Error(`not refused with a ProviderError: ${String(error)}`);
  return error;
}
