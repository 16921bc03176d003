// The changes of one folder since a token. The token carries the query and the place, so both are frozen with the
// first request; links name the real host. A round may begin with an empty page, and a page may repeat the last
// item of the one before. Source: providers.md 3.6; learn.microsoft.com/graph/delta-query-messages.
import { Buffer } from "node:buffer";
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal, syncStateNotFound } from "./graph-errors.ts";
import { matchesTerms, type Term, termsOf } from "./graph-filter.ts";
import { contextOf, type Folder, folderIn, folderOf } from "./graph-folders.ts";
import { messageIdOf, selectOf, showMessage } from "./graph-message.ts";
import { firstAfter } from "./history.ts";
import { json, type Reply } from "./http.ts";
import { fractionOf } from "./ids.ts";
import type { StoredMessage } from "./world.ts";

const DEFAULT_PER_PAGE = 10;

/** `upTo` is null between rounds; `isFirst`: everything is new. */
interface Place {
  folder: Folder;
  select: string[];
  terms: Term[];
  changeType: string;
  isFirst: boolean;
  after: number;
  upTo: number | null;
  hadEmptyPage: boolean;
}
type Entry = { at: number; id: string; message: StoredMessage | undefined };

export function listDelta(call: GraphCall): Reply {
  const place = placeOf(call);
  const { mailbox, world } = call;
  if (!place.isFirst && place.after < mailbox.oldestHistoryId) throw syncStateNotFound(call.now);
  const upTo = place.upTo ?? mailbox.historyId;
  const isEmptyFirst =
    place.upTo === null &&
    fractionOf(world.seed, "empty page", place.folder, String(upTo)) < world.microsoft.emptyPageRate;
  if (isEmptyFirst && !place.hadEmptyPage) return page(call, [], { ...place, upTo, hadEmptyPage: true });

  const entries = entriesOf(call, { ...place, upTo });
  const shown = entries.slice(0, call.pageSize ?? DEFAULT_PER_PAGE);
  if (shown.length === entries.length) {
    return page(call, shown, { ...place, isFirst: false, after: upTo, upTo: null, hadEmptyPage: false });
  }
  // The next page begins with the last item of this one.
  const after = (shown.at(-2) ?? shown.at(-1))?.at ?? place.after;
  return page(call, shown, { ...place, upTo, after });
}

function entriesOf(call: GraphCall, place: Place & { upTo: number }): Entry[] {
  const { mailbox } = call;
  const isInside = (at: number) => at > place.after && at <= place.upTo;
  const isWanted = (message: StoredMessage) =>
    folderOf(message.labelIds) === place.folder && matchesTerms(message, place.terms);
  if (place.isFirst) {
    const all = [...mailbox.messages.values()].filter((message) => isInside(message.historyId) && isWanted(message));
    return all
      .sort((a, b) => a.historyId - b.historyId)
      .map((message) => ({ at: message.historyId, id: message.id, message }));
  }
  const net = new Map<string, Entry>();
  for (const { id: at, message: seen } of mailbox.history.slice(firstAfter(mailbox.history, place.after))) {
    if (!isInside(at) || folderOf(seen.labelIds) !== place.folder) continue;
    const message = mailbox.messages.get(seen.id);
    net.delete(seen.id);
    if (message && isWanted(message)) net.set(seen.id, { at, id: seen.id, message });
    else if (place.changeType !== "created") net.set(seen.id, { at, id: seen.id, message: undefined });
  }
  return [...net.values()].sort((a, b) => a.at - b.at);
}

function page(call: GraphCall, entries: Entry[], next: Place): Reply {
  const isLast = next.upTo === null;
  const token = Buffer.from(JSON.stringify(next)).toString("base64url");
  const base = `https://graph.microsoft.com/v1.0/me/mailFolders('${next.folder}')/messages/delta`;
  return json(200, {
    "@odata.context": contextOf("mailFolders('inbox')/messages"),
    value: entries.map(({ id, message }) =>
      message
        ? showMessage(call, message, next.select)
        : { "@removed": { reason: "deleted" }, id: removedId(call, id, next.folder) },
    ),
    ...(isLast
      ? { "@odata.deltaLink": `${base}?$deltatoken=${token}` }
      : { "@odata.nextLink": `${base}?$skiptoken=${token}` }),
  });
}

function removedId(call: GraphCall, id: string, folder: Folder): string {
  const message = call.mailbox.messages.get(id);
  return message && !call.hasImmutableIds ? messageIdOf(call, message) : call.hasImmutableIds ? id : `AAMkA${folder}`;
}

function placeOf(call: GraphCall): Place {
  const folder = folderIn(call, call.params[0] ?? "");
  const token = call.query.get("$skiptoken") ?? call.query.get("$deltatoken");
  if (token === null) {
    const terms = termsOf(call);
    if (terms.some(({ property, operator }) => property !== "receivedDateTime" || !["ge", "gt"].includes(operator)))
      throw graphRefusal("ErrorInvalidUrlQuery", call.now);
    const changeType = call.query.get("changeType") ?? "";
    const start = { isFirst: true, after: 0, upTo: null, hadEmptyPage: false };
    return { folder, select: selectOf(call), terms, changeType, ...start };
  }
  try {
    const place = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Place;
    if (place.folder === folder && typeof place.after === "number") return place;
  } catch {
    // Not a token that was handed out: refused below.
  }
  throw graphRefusal("SyncStateInvalid", call.now);
}
