// Graph's paths, with the permissions that open each of them.
import { admitToGraph, type GraphCall } from "./graph-access.ts";
import { listDelta } from "./graph-delta.ts";
import { createDraft, deleteMessage, sendDraft } from "./graph-drafts.ts";
import { graphRefusal } from "./graph-errors.ts";
import { getFolder, listFolders } from "./graph-folders.ts";
import { getMe, getMessage, getMime, listMessages, refuseSendMail } from "./graph-messages.ts";
import type { Call, Reply } from "./http.ts";
import type { World } from "./world.ts";

const READ = ["Mail.Read", "Mail.ReadWrite"];
const WRITE = ["Mail.ReadWrite"];
const SEND = ["Mail.Send"];
// mailFolders/inbox and mailFolders('inbox') are the same place.
const FOLDER = "mailFolders(?:\\/|\\(')([^/')]+)(?:'\\))?";

const ROUTES: [name: string, method: string, path: RegExp, scopes: string[], handle: (call: GraphCall) => Reply][] = [
  ["me", "GET", /^$/, ["User.Read"], getMe],
  ["sendMail", "POST", /^sendMail$/, SEND, refuseSendMail],
  ["messages.list", "GET", /^messages$/, READ, listMessages],
  ["messages.create", "POST", /^messages$/, WRITE, createDraft],
  ["messages.send", "POST", /^messages\/([^/]+)\/send$/, SEND, sendDraft],
  ["messages.value", "GET", /^messages\/([^/]+)\/\$value$/, READ, getMime],
  ["messages.get", "GET", /^messages\/([^/]+)$/, READ, getMessage],
  ["messages.delete", "DELETE", /^messages\/([^/]+)$/, WRITE, deleteMessage],
  ["mailFolders.list", "GET", /^mailFolders$/, READ, listFolders],
  ["mailFolders.get", "GET", new RegExp(`^${FOLDER}$`), READ, getFolder],
  ["mailFolders.messages", "GET", new RegExp(`^${FOLDER}\\/messages$`), READ, listMessages],
  ["messages.delta", "GET", new RegExp(`^${FOLDER}\\/messages\\/delta$`), READ, listDelta],
];

export function handleGraph(world: World, call: Call): Reply {
  const rest = /^\/v1\.0\/me(?:\/(.*))?$/.exec(decodeURIComponent(call.path));
  for (const [name, method, path, scopes, handle] of ROUTES) {
    const match = rest && method === call.method ? path.exec(rest[1] ?? "") : null;
    if (!match) continue;
    world.requests.set(`graph.${name}`, (world.requests.get(`graph.${name}`) ?? 0) + 1);
    return handle(admitToGraph(world, call, scopes, match.slice(1)));
  }
  throw graphRefusal("ResourceNotFound", call.now);
}
