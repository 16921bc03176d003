/**
 * Reading what is new: Graph's delta is per folder, so the cursor is one link for each of inbox, junk mail and sent
 * mail, read one after the other; links are used as they came. Mail that a rule or a person moved elsewhere before it
 * was read is found last, by time. All times are Graph's own: no clock of ours decides what is new.
 * Source: providers.md 2.4 (3) and 3.6.
 */
import { z } from "zod";
import { isProviderError } from "../../domain/errors.ts";
import type { MailPage } from "../ports.ts";
import * as answers from "./graph-answers.ts";
import { type KnownFolders, labelsOf } from "./graph-heads.ts";
import type { Graph } from "./graph-session.ts";
import { cursorExpired, unknownAnswer } from "./microsoft-errors.ts";

const DELTA_PAGE_SIZE = 100;
const FOLDERS = ["inbox", "junkemail", "sentitems"] as const;
type Folder = (typeof FOLDERS)[number];

const DELTA = { name: "messages.delta", isSend: false, method: "get", pageSize: DELTA_PAGE_SIZE } as const;
/** Mails that arrive together need not be filed in the order of their times. */
const OVERLAP_MS = 3_600_000;

/** The place after everything that is there now. */
export async function cursorNow(graph: Graph): Promise<string> {
  const newestAt = (await newestIn(graph, "/me/messages")) ?? new Date(0).toISOString();
  const links: answers.Cursor = { inbox: "", junkemail: "", sentitems: "", newestAt };
  for (const folder of FOLDERS) links[folder] = await linkNow(graph, folder);
  return JSON.stringify(links);
}

async function newestIn(graph: Graph, path: string): Promise<string | undefined> {
  const query = { $select: "receivedDateTime", $orderby: "receivedDateTime desc", $top: "1" };
  const ask = { name: "messages.newest", isSend: false, method: "get" } as const;
  return (await graph.json({ ...ask, path, query }, answers.newest)).value[0]?.receivedDateTime;
}

async function linkNow(graph: Graph, folder: Folder): Promise<string> {
  const path = `/me/mailFolders/${folder}/messages`;
  const newest = await newestIn(graph, path);
  const since = newest && new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
  const first = { $select: "id,isDraft", ...(since ? { $filter: `receivedDateTime ge ${since}` } : {}) };
  let page = await graph.json({ ...DELTA, path: `${path}/delta`, query: first }, answers.changes);
  while (page["@odata.nextLink"]) page = await graph.json({ ...DELTA, path: page["@odata.nextLink"] }, answers.changes);
  return deltaLinkOf(page);
}

export async function listSince(
  graph: Graph,
  known: KnownFolders,
  cursor: string,
  pageToken: string | null,
): Promise<MailPage> {
  const from = parsed(answers.cursor, cursor);
  const start = { link: from.inbox, done: {} };
  const place: answers.PagePlace = pageToken === null ? start : parsed(answers.pagePlace, pageToken);
  const folder = FOLDERS.find((name) => place.done[name] === undefined);
  return folder ? pageOfFolder(graph, from, place, folder) : pageOfOthers(graph, known, from, place);
}

async function pageOfFolder(
  graph: Graph,
  from: answers.Cursor,
  place: answers.PagePlace,
  folder: Folder,
): Promise<MailPage> {
  const page = await graph.json({ ...DELTA, path: place.link }, answers.changes);
  const added = page.value.filter((item) => item["@removed"] === undefined && item.isDraft !== true);
  const messageIds = [...new Set(added.map((item) => item.id))];
  const next = page["@odata.nextLink"];
  if (next) return { messageIds, nextPageToken: JSON.stringify({ ...place, link: next }), cursor: null };
  const done: answers.PagePlace["done"] = { ...place.done, [folder]: deltaLinkOf(page) };
  const following = FOLDERS.find((name) => done[name] === undefined);
  const link = following ? from[following] : othersLink(from.newestAt);
  return { messageIds, nextPageToken: JSON.stringify({ link, done }), cursor: null };
}

const READ_BY_DELTA = ["INBOX", "SPAM", "SENT", "DRAFT", "OUTBOX"];

/** All folders, oldest first; what stands in a folder that was read by delta is left out. */
async function pageOfOthers(
  graph: Graph,
  known: KnownFolders,
  from: answers.Cursor,
  place: answers.PagePlace,
): Promise<MailPage> {
  const ask = { name: "messages.list", isSend: false, method: "get" } as const;
  const page = await graph.json({ ...ask, path: place.link }, answers.places);
  const messageIds: string[] = [];
  for (const item of page.value) {
    const labels = await labelsOf(graph, known, item);
    if (!labels.some((label) => READ_BY_DELTA.includes(label))) messageIds.push(item.id);
  }
  const newestAt = page.value.at(-1)?.receivedDateTime ?? place.done.newestAt ?? from.newestAt;
  const done = { ...place.done, newestAt };
  const next = page["@odata.nextLink"];
  if (next) return { messageIds, nextPageToken: JSON.stringify({ link: next, done }), cursor: null };
  return { messageIds, nextPageToken: null, cursor: JSON.stringify(done) };
}

function othersLink(newestAt: string): string {
  const query = {
    $select: "id,isDraft,parentFolderId,receivedDateTime",
    $filter: `receivedDateTime ge ${newestAt}`,
    $orderby: "receivedDateTime asc",
    $top: String(DELTA_PAGE_SIZE),
  };
  const text = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `https://graph.microsoft.com/v1.0/me/messages?${text.join("&")}`;
}

/** The ids of the mails sent since the cursor; null when it is too old. */
export async function listSentSince(graph: Graph, cursor: string): Promise<string[] | null> {
  const ids = new Set<string>();
  try {
    let link: string | undefined = parsed(answers.cursor, cursor).sentitems;
    while (link) {
      const page: z.output<typeof answers.changes> = await graph.json({ ...DELTA, path: link }, answers.changes);
      for (const item of page.value) if (item["@removed"] === undefined) ids.add(item.id);
      link = page["@odata.nextLink"];
    }
    return [...ids];
  } catch (error) {
    if (isProviderError(error) && error.kind === "cursor_expired") return null;
    throw error;
  }
}

function deltaLinkOf(page: z.output<typeof answers.changes>): string {
  const link = page["@odata.deltaLink"];
  if (!link) throw unknownAnswer(DELTA, "neither nextLink nor deltaLink");
  return link;
}

function parsed<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw cursorExpired("the cursor is not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw cursorExpired(z.prettifyError(result.error));
  return result.data;
}
