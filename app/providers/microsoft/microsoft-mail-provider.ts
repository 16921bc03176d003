/** Microsoft's mailboxes as a MailProvider, through Graph and Microsoft's own client. Source: providers.md 3 and 4.2. */
import { headerBlock } from "../../domain/mail-headers.ts";
import type { Mailbox, MailProvider, MailSession } from "../ports.ts";
import * as answers from "./graph-answers.ts";
import { cursorNow, listSince } from "./graph-delta.ts";
import { getMime, headOf, type KnownFolders, labelsOf } from "./graph-heads.ts";
import { getMessage, lookUpMail } from "./graph-look-up.ts";
import { graphOutbox, pathOf } from "./graph-outbox.ts";
import type { GraphConfig } from "./graph-request.ts";
import { type Graph, openGraph } from "./graph-session.ts";
import { orNull, unknownAnswer } from "./microsoft-errors.ts";

const PAGE_SIZE = 100;
const WITH_HEADERS = { $select: `${answers.MESSAGE_FIELDS},internetMessageHeaders` };
const LIST = { name: "messages.list", isSend: false, method: "get" } as const;

export function microsoftMailProvider(config: GraphConfig): MailProvider<MailSession> {
  const known: KnownFolders = new Map();
  return { open: (session) => openMailbox(openGraph(config, session), known) };
}

function openMailbox(graph: Graph, known: KnownFolders): Mailbox {
  return {
    outbox: graphOutbox(graph, known),

    async getProfile() {
      const ask = { name: "me", isSend: false, method: "get", path: "/me" } as const;
      const found = await graph.json({ ...ask, query: { $select: "mail,userPrincipalName" } }, answers.me);
      const email = found.mail || found.userPrincipalName;
      if (!email) throw unknownAnswer(ask, "an account without an address");
      return { email: email.toLowerCase(), cursor: await cursorNow(graph) };
    },

    lookUp: (trace) => lookUpMail(graph, known, trace),

    async getHead(id, headerNames) {
      const ask = {
        name: "messages.get",
        isSend: false,
        method: "get",
        path: pathOf(id),
        query: WITH_HEADERS,
      } as const;
      const found = await orNull(graph.json(ask, answers.message));
      return found && headOf(graph, known, found, headerNames);
    },

    async getRaw(id) {
      const found = await getMessage(graph, id);
      const mime = found && (await orNull(getMime(graph, id)));
      if (!found || !mime) return null;
      return {
        providerMessageId: found.id,
        threadId: found.conversationId,
        labels: await labelsOf(graph, known, found),
        headers: headerBlock(Buffer.from(mime).toString("latin1")),
        receivedAt: new Date(found.receivedDateTime),
        mime,
      };
    },

    async getThread({ threadId }, headerNames) {
      const $filter = `conversationId eq '${threadId.replaceAll("'", "''")}'`;
      const query = { ...WITH_HEADERS, $filter, $top: String(PAGE_SIZE) };
      const found: answers.GraphMessage[] = [];
      let page = await graph.json({ ...LIST, path: "/me/messages", query }, answers.messages);
      found.push(...page.value);
      while (page["@odata.nextLink"]) {
        page = await graph.json({ ...LIST, path: page["@odata.nextLink"] }, answers.messages);
        found.push(...page.value);
      }
      if (found.length === 0) return null;
      found.sort((a, b) => Date.parse(a.receivedDateTime) - Date.parse(b.receivedDateTime));
      const heads = [];
      // One after the other: a mailbox takes four calls at a time, and others may be using them.
      for (const message of found) heads.push(await headOf(graph, known, message, headerNames));
      return heads;
    },

    listSince: (cursor, pageToken) => listSince(graph, known, cursor, pageToken),

    async listAfter(receivedAfterAt, pageToken) {
      const query = {
        $select: "id,isDraft",
        $filter: `receivedDateTime ge ${receivedAfterAt.toISOString()}`,
        $orderby: "receivedDateTime desc",
        $top: String(PAGE_SIZE),
      };
      const ask = pageToken === null ? { path: "/me/messages", query } : { path: pageToken };
      const page = await graph.json({ ...LIST, ...ask }, answers.messageIds);
      const messageIds = page.value.filter((item) => item.isDraft !== true).map((item) => item.id);
      return { messageIds, nextPageToken: page["@odata.nextLink"] ?? null, cursor: null };
    },

    async close() {
      // Nothing is kept open between calls.
    },
  };
}
