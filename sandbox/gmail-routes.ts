// Gmail's paths, with the scopes that open each of them.
import { notFound } from "./errors.ts";
import { admit, type GmailCall } from "./gmail-access.ts";
import { createDraft, deleteDraft, getDraft, listDrafts, sendDraft, updateDraft } from "./gmail-drafts.ts";
import { getAttachment, getMessage, getProfile, getThread, listMessages, refuseSend } from "./gmail-messages.ts";
import { listHistory } from "./history.ts";
import type { Call, Reply } from "./http.ts";
import type { World } from "./world.ts";

const READ = ["readonly", "modify", "metadata"];
const WRITE = ["compose", "modify"];

const ROUTES: [name: string, method: string, path: RegExp, scopes: string[], handle: (call: GmailCall) => Reply][] = [
  ["getProfile", "GET", /^profile$/, [...READ, "compose"], getProfile],
  ["messages.list", "GET", /^messages$/, READ, listMessages],
  ["messages.send", "POST", /^messages\/send$/, [...WRITE, "send"], refuseSend],
  ["messages.get", "GET", /^messages\/([^/]+)$/, READ, getMessage],
  ["attachments.get", "GET", /^messages\/([^/]+)\/attachments\/([^/]+)$/, ["readonly", "modify"], getAttachment],
  ["threads.get", "GET", /^threads\/([^/]+)$/, READ, getThread],
  ["history.list", "GET", /^history$/, READ, listHistory],
  ["drafts.create", "POST", /^drafts$/, WRITE, createDraft],
  ["drafts.list", "GET", /^drafts$/, [...WRITE, "readonly"], listDrafts],
  ["drafts.send", "POST", /^drafts\/send$/, WRITE, sendDraft],
  ["drafts.get", "GET", /^drafts\/([^/]+)$/, [...WRITE, "readonly"], getDraft],
  ["drafts.update", "PUT", /^drafts\/([^/]+)$/, WRITE, updateDraft],
  ["drafts.delete", "DELETE", /^drafts\/([^/]+)$/, WRITE, deleteDraft],
];

export function handleGmail(world: World, call: Call): Reply {
  const [, userId, rest] = /^\/(?:upload\/)?gmail\/v1\/users\/([^/]+)\/(.+)$/.exec(call.path) ?? [];
  for (const [name, method, path, scopes, handle] of ROUTES) {
    const match = method === call.method ? path.exec(rest ?? "") : null;
    if (!match) continue;
    world.requests.set(`gmail.${name}`, (world.requests.get(`gmail.${name}`) ?? 0) + 1);
    return handle(admit(world, call, userId ?? "", scopes, match.slice(1)));
  }
  throw notFound();
}
