/**
 * The folder of sent mails as evidence. A mail that carries our attempt header is somewhere in the mailbox only when
 * the server, or we after its 250, filed it: a draft of ours is never stored here.
 * Source: RFC 6154 (\Sent), RFC 9051 6.3.12 (APPEND), reliability.md B.1 R13.
 */
import type { ImapFlow } from "imapflow";
import { ProviderError } from "../../domain/errors.ts";
import { headerOf } from "../../domain/mail-headers.ts";
import { ATTEMPT_HEADER } from "../../mail/compose-mail.ts";
import type { MailFate, MailTrace, OutgoingMail } from "../ports.ts";
import type { ImapLine } from "./imap-connection.ts";
import { searchFolders } from "./imap-finding.ts";
import { type Folder, findSentPath, listFolders } from "./imap-folders.ts";
import type { PlacedHead } from "./imap-messages.ts";
import { messageIdOf } from "./message-ids.ts";

const ASK_AGAIN_MS = 500;

export async function lookUpSent(client: ImapFlow, trace: MailTrace): Promise<MailFate> {
  const folders = await listFolders(client);
  // The sent folder first: that is where it is, nearly always.
  const sentFolders = folders.filter((folder) => folder.label === "SENT");
  for (const folder of [...sentFolders, ...folders.filter((folder) => folder.label !== "SENT")]) {
    const copy = await findByAttempt(client, [folder], trace.attemptId);
    if (copy) return { state: "sent", sent: sentOf(copy) };
  }
  const { messageIdHeader } = trace;
  if (messageIdHeader === null) return { state: "gone" };
  // A server that strips unknown headers keeps the Message-ID.
  const byId = await searchFolders(client, sentFolders, { header: { "Message-ID": messageIdHeader } }, HEADERS);
  const copy = byId.find((head) => messageIdOf(head.headers) === messageIdHeader && !head.isDraft);
  return copy ? { state: "sent", sent: sentOf(copy) } : { state: "gone" };
}

/** Waits a moment for the server's own copy, then files ours. Each step has the connection for itself. */
export async function fileSentCopy(line: ImapLine, mail: OutgoingMail, waitMs: number): Promise<void> {
  const isThere = async (client: ImapFlow) => {
    const sentFolders = (await listFolders(client)).filter((folder) => folder.label === "SENT");
    return (await findByAttempt(client, sentFolders, mail.attemptId)) !== undefined;
  };
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    if (await line.run(isThere)) return;
    if (waitedMs >= waitMs) break;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  await line.run(async (client) => {
    const path = await findSentPath(client);
    if (path === undefined) throw noSentFolder();
    await client.append(path, Buffer.from(mail.mime), ["\\Seen"]);
  });
}

/** A search finds parts of words; the header itself decides. */
async function findByAttempt(client: ImapFlow, folders: Folder[], attemptId: string): Promise<PlacedHead | undefined> {
  const found = await searchFolders(client, folders, { header: { [ATTEMPT_HEADER]: attemptId } }, HEADERS);
  return found.find((head) => headerOf(head.headers, ATTEMPT_HEADER) === attemptId && !head.isDraft);
}

const HEADERS = [ATTEMPT_HEADER, "Message-ID"];

function sentOf(head: PlacedHead) {
  const { providerMessageId, threadId, headers } = head;
  return { providerMessageId, threadId, messageIdHeader: messageIdOf(headers) };
}

function noSentFolder(): ProviderError {
  return new ProviderError({
    kind: "not_found",
    provider: "imap",
    message: "The mailbox has no folder for sent mails.",
    delivery: "not_sent",
  });
}
