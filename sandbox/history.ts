// history.list: what changed after a given id. Ids that are too old (or were never
// handed out) are refused with 404; an empty answer has no array.
// Source: developers.google.com/workspace/gmail/api/guides/sync; providers.md 2.3 and 2.4.
import { invalidArgument, notFound } from "./errors.ts";
import type { GmailCall } from "./gmail-access.ts";
import { json, type Reply } from "./http.ts";
import { pageStart, pageToken, perPage } from "./paging.ts";
import type { HistoryRecord } from "./world.ts";

const TYPES: Record<string, HistoryRecord["kind"] | "none"> = {
  messageadded: "messagesAdded",
  messagedeleted: "messagesDeleted",
  labeladded: "none",
  labelremoved: "none",
};

export function listHistory(call: GmailCall): Reply {
  const { mailbox, query } = call;
  const from = query.get("startHistoryId") ?? "";
  if (!/^\d+$/.test(from)) throw invalidArgument("Missing required parameter: startHistoryId");
  const startId = Number(from);
  if (startId < mailbox.oldestHistoryId || startId > mailbox.historyId) throw notFound();

  const kinds = query.getAll("historyTypes").map((type) => TYPES[type.toLowerCase().replaceAll("_", "")]);
  if (kinds.includes(undefined)) throw invalidArgument("Invalid value at 'history_types'");
  const labelId = query.get("labelId");
  const after = Number(pageStart(call) ?? startId);
  const limit = perPage(call);
  const records = mailbox.history
    .slice(firstAfter(mailbox.history, after))
    .filter((record) => kinds.length === 0 || kinds.includes(record.kind))
    .filter((record) => !labelId || record.message.labelIds.includes(labelId));
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return json(200, {
    ...(page.length > 0 ? { history: page.map(showRecord) } : {}),
    ...(last && records.length > limit ? { nextPageToken: pageToken(last.id) } : {}),
    historyId: String(mailbox.historyId),
  });
}

function showRecord({ id, kind, message }: HistoryRecord): Record<string, unknown> {
  return { id: String(id), messages: [{ id: message.id, threadId: message.threadId }], [kind]: [{ message }] };
}

/** The index of the first record with a greater id. */
export function firstAfter(history: HistoryRecord[], id: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history[middle]?.id ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
