// The control interface of tests and demo: what was accepted, what arrives, who
// behaves how, what goes wrong. Not part of any vendor's interface.

import { setDns } from "./control-dns.ts";
import { controlFaults } from "./control-faults.ts";
import { setMicrosoft } from "./control-microsoft.ts";
import { answerFor, setPeople } from "./control-people.ts";
import { deliver } from "./deliver.ts";
import { FULL_SCOPES, issueAccessToken, issueRefreshToken, revokeGrants } from "./grants.ts";
import { type Call, json, objectOf, problem, Refusal, type Reply, textIn } from "./http.ts";
import { expireHistory, openMailbox, removeMessage } from "./mailboxes.ts";
import { issueMicrosoftTokens, MICROSOFT_SCOPES } from "./microsoft-token.ts";
import { toBinary } from "./mime.ts";
import { createWorld, type Grant, type Mailbox, type World } from "./world.ts";

type Body = Record<string, unknown>;

export function handleControl(world: World, call: Call): Reply | undefined {
  const name = call.path.slice("/_control/".length);
  const body = objectOf(call);
  if (!body) return problem(400, "The body must be a JSON object.");
  if (name === "faults") return controlFaults(world, call.method, body);
  if (call.method === "GET")
    return name === "state" ? state(world, call) : name === "messages" ? messages(world, call) : undefined;
  if (call.method !== "POST") return undefined;
  const actions: Record<string, (world: World, body: Body, now: Date) => Reply> = {
    deliver: deliverRaw,
    reply: (world, body, now) => answerFor(world, mailboxIn(world, body), body, now),
    people: (world, body) => setPeople(world, body),
    mailboxes: addMailbox,
    microsoft: (world, body) => setMicrosoft(world, body),
    dns: (world, body) => setDns(world, body),
    reset,
    "expire-history": (world, body) => {
      expireHistory(mailboxIn(world, body));
      return json(200, { ok: true });
    },
    revoke: (world, body) => {
      revokeGrants(world, mailboxIn(world, body).email);
      return json(200, { ok: true });
    },
    delete: removeByHand,
  };
  return actions[name]?.(world, body, call.now);
}

function state(world: World, call: Call): Reply {
  const mailboxes = [...world.mailboxes.values()].map((mailbox) => ({
    provider: mailbox.provider,
    email: mailbox.email,
    name: mailbox.name,
    aliases: mailbox.aliases,
    dailyLimit: mailbox.dailyLimit,
    accepted: world.ledger.filter((item) => item.mailbox === mailbox.email).length,
    received: [...mailbox.messages.values()].filter((message) => message.labelIds.includes("INBOX")).length,
    drafts: mailbox.drafts.size,
    historyId: String(mailbox.historyId),
  }));
  const counters = {
    accepted: world.ledger.length,
    scheduled: world.agenda.length,
    onTheirWay: world.submissions.length,
    requests: Object.fromEntries(world.requests),
  };
  return json(200, { now: call.now.toISOString(), seed: world.seed, mailboxes, counters, faults: world.faults });
}

function messages(world: World, call: Call): Reply {
  const mailbox = call.query.get("mailbox")?.toLowerCase();
  return json(200, { items: world.ledger.filter((item) => !mailbox || item.mailbox === mailbox) });
}

function deliverRaw(world: World, body: Body, now: Date): Reply {
  const mailbox = mailboxIn(world, body);
  const text = textIn(body.raw);
  if (text === "") return problem(400, "raw is missing: the mail as text, or as base64url.");
  const raw = /[\s:]/.test(text) ? toBinary(text) : Buffer.from(text, "base64url").toString("latin1");
  const labelIds = Array.isArray(body.labelIds) ? body.labelIds.map(String) : undefined;
  const { id, threadId, messageId } = deliver(mailbox, raw, now, labelIds);
  return json(201, { id, threadId, messageId });
}

function addMailbox(world: World, body: Body, now: Date): Reply {
  const email = textIn(body.email);
  if (!email.includes("@")) return problem(400, "email is missing.");
  const mailbox = openMailbox(world, email, body.provider === "microsoft" ? "microsoft" : "google");
  if (typeof body.name === "string") mailbox.name = body.name;
  if (Array.isArray(body.aliases)) mailbox.aliases = body.aliases.map((alias) => String(alias).toLowerCase());
  if (typeof body.dailyLimit === "number") mailbox.dailyLimit = body.dailyLimit;
  if (typeof body.minuteLimit === "number" || body.minuteLimit === null) mailbox.minuteLimit = body.minuteLimit;
  const isMicrosoft = mailbox.provider === "microsoft";
  const allScopes = isMicrosoft ? MICROSOFT_SCOPES : FULL_SCOPES;
  const scopes = Array.isArray(body.scopes) ? body.scopes.map(String) : allScopes;
  const grant: Grant = { email: mailbox.email, clientId: "*", scopes, isRevoked: false };
  if (isMicrosoft) {
    const { lifeSeconds: expiresIn, ...tokens } = issueMicrosoftTokens(world, grant, now);
    return json(201, { email: mailbox.email, ...tokens, scope: scopes.join(" "), expiresIn });
  }
  return json(201, {
    email: mailbox.email,
    refreshToken: issueRefreshToken(world, grant),
    accessToken: issueAccessToken(world, grant, now),
    scope: scopes.join(" "),
    expiresIn: 3599,
  });
}

/** As if the mailbox's owner had deleted a mail or a draft by hand. */
function removeByHand(world: World, body: Body): Reply {
  const mailbox = mailboxIn(world, body);
  const id = textIn(body.id);
  const messageId = mailbox.drafts.get(id) ?? id;
  if (!mailbox.messages.has(messageId)) return problem(404, "No such mail or draft.");
  mailbox.drafts.delete(id);
  removeMessage(mailbox, messageId);
  return json(200, { ok: true });
}

function reset(world: World, body: Body): Reply {
  Object.assign(world, createWorld(textIn(body.seed) || world.seed, world.ledgerFile));
  return json(200, { ok: true });
}

function mailboxIn(world: World, body: Body): Mailbox {
  const mailbox = world.mailboxes.get(textIn(body.mailbox).toLowerCase());
  if (!mailbox) throw new Refusal(problem(404, "No such mailbox; create it with POST /_control/mailboxes {email}."));
  return mailbox;
}
