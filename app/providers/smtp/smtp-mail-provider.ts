/**
 * A mailbox with its own servers as a MailProvider: mail leaves over SMTP, everything else is read over IMAP. There are
 * no drafts; the submission is the only witness, and the folder of sent mails what remains of it.
 * Source: design.md 5, reliability.md B.1 R13; docs/decisions/011-mailboxes-with-own-servers.md.
 */
import type { Mailbox, ServerMailProvider, ServerSession } from "../ports.ts";
import { checkServers } from "./check-servers.ts";
import { imapLine } from "./imap-connection.ts";
import { emptyHints, findCopies } from "./imap-finding.ts";
import { listAfter, listSince, readCursor } from "./imap-listing.ts";
import { fetchMime, headersIn } from "./imap-messages.ts";
import { mergeCopies, readThread } from "./imap-threads.ts";
import type { SmtpConfig } from "./mail-server.ts";
import { fileSentCopy, lookUpSent } from "./sent-folder.ts";
import { submitMail } from "./smtp-submit.ts";

/** Servers that file a sent mail by themselves do it within a second or two. */
const SENT_COPY_WAIT_MS = 3_000;

export function smtpMailProvider(config: SmtpConfig = {}): ServerMailProvider {
  return {
    open: (session) => openMailbox(config, session),
    check: (session) => checkServers(config, session),
  };
}

function openMailbox(config: SmtpConfig, session: ServerSession): Mailbox {
  const line = imapLine(config, session);
  const hints = emptyHints();
  return {
    outbox: {
      kind: "direct",
      submit: (mail, beforeData) => submitMail(config, session, mail, beforeData),
      fileSentCopy: (mail) => fileSentCopy(line, mail, config.sentCopyWaitMs ?? SENT_COPY_WAIT_MS),
    },
    getProfile: async () => ({ email: session.email.toLowerCase(), cursor: await line.run(readCursor) }),
    lookUp: (trace) => line.run((client) => lookUpSent(client, trace)),
    getHead: (id, headerNames) =>
      line.run(async (client) => mergeCopies(await findCopies(client, hints, id, headerNames))),
    getRaw: (id) =>
      line.run(async (client) => {
        const copies = await findCopies(client, hints, id, []);
        const head = mergeCopies(copies);
        const mime = copies[0] && (await fetchMime(client, copies[0].place));
        return head && mime ? { ...head, headers: headersIn(mime), mime } : null;
      }),
    getThread: (thread, headerNames) => line.run((client) => readThread(client, hints, thread, headerNames)),
    listSince: (cursor, pageToken) => line.run((client) => listSince(client, hints, cursor, pageToken)),
    listAfter: (receivedAfterAt, pageToken) =>
      line.run((client) => listAfter(client, hints, receivedAfterAt, pageToken)),
    close: () => line.close(),
  };
}
