// me, messages of the mailbox or of a folder, one message, its MIME form; and the refusal of sendMail.
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal } from "./graph-errors.ts";
import { matchesTerms, sorted, termsOf } from "./graph-filter.ts";
import { contextOf, folderIn, folderOf } from "./graph-folders.ts";
import { messageIn, selectOf, showMessage } from "./graph-message.ts";
import { json, type Reply } from "./http.ts";
import { subjectOf } from "./id-token.ts";
import { toText } from "./mime.ts";

const DEFAULT_PER_PAGE = 10;
const MAX_PER_PAGE = 1000;

export function getMe({ mailbox, query }: GraphCall): Reply {
  const all: Record<string, unknown> = {
    id: subjectOf(mailbox.email).padStart(32, "0"),
    displayName: mailbox.name || mailbox.email,
    mail: mailbox.email,
    userPrincipalName: mailbox.email,
  };
  const select = (query.get("$select") ?? "").split(",").filter((name) => name !== "");
  const wanted = Object.keys(all).filter((name) => select.length === 0 || select.includes(name));
  const context = "https://graph.microsoft.com/v1.0/$metadata#users/$entity";
  return json(200, { "@odata.context": context, ...Object.fromEntries(wanted.map((name) => [name, all[name]])) });
}

export function listMessages(call: GraphCall): Reply {
  const folder = call.params[0] === undefined ? undefined : folderIn(call, call.params[0]);
  const terms = termsOf(call);
  const found = [...call.mailbox.messages.values()].filter(
    (message) => (folder === undefined || folderOf(message.labelIds) === folder) && matchesTerms(message, terms),
  );
  const top = numberIn(call, "$top") ?? call.pageSize ?? DEFAULT_PER_PAGE;
  const skip = numberIn(call, "$skip") ?? 0;
  const page = sorted(call, found, terms).slice(skip, skip + Math.min(MAX_PER_PAGE, top));
  const next = skip + page.length;
  const select = selectOf(call);
  return json(200, {
    "@odata.context": contextOf("messages"),
    value: page.map((message) => showMessage(call, message, select)),
    ...(page.length > 0 && next < found.length ? { "@odata.nextLink": nextLink(call, next) } : {}),
  });
}

export function getMessage(call: GraphCall): Reply {
  const message = messageIn(call, call.params[0] ?? "");
  return json(200, { "@odata.context": contextOf("messages/$entity"), ...showMessage(call, message, selectOf(call)) });
}

/** The mail as it is, byte by byte. */
export function getMime(call: GraphCall): Reply {
  const { raw } = messageIn(call, call.params[0] ?? "");
  return {
    status: 200,
    headers: { "content-type": "text/plain" },
    body: toText(raw),
    bytes: Buffer.from(raw, "latin1"),
  };
}

// The product's safety rests on drafts, of which the provider says whether they left.
export function refuseSendMail(call: GraphCall): Reply {
  const message = "This sandbox refuses sendMail: create a draft and send that, so that its outcome can be looked up.";
  throw graphRefusal("ErrorAccessDenied", call.now, { message });
}

function nextLink(call: GraphCall, skip: number): string {
  const query = new URLSearchParams(call.query);
  query.set("$skip", String(skip));
  return `https://graph.microsoft.com${call.path}?${query.toString().replaceAll("+", "%20").replaceAll("%24", "$")}`;
}

function numberIn(call: GraphCall, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw graphRefusal("BadRequest", call.now);
  return Number(text);
}
