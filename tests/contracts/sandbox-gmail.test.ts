// The sandbox's Gmail, driven by the real SDK: its answers have the SDK's shapes,
// and the behaviour that sending at most once rests on is there.
import type { gmail_v1 } from "@googleapis/gmail";
import { Ajv, type ValidateFunction } from "ajv";
import { createGenerator } from "ts-json-schema-generator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailTo, type SandboxClient, startSandboxClient } from "../sandbox/sandbox-client.ts";
import { COMPOSE, connectGmail, READONLY } from "./google-consent.ts";

const REQUIRED = {
  Profile: ["emailAddress", "messagesTotal", "threadsTotal", "historyId"],
  Message: ["id", "threadId", "labelIds"],
  Draft: ["id", "message"],
  Thread: ["id", "historyId", "messages"],
  ListHistory: ["historyId"],
  ListMessages: ["resultSizeEstimate"],
  ListDrafts: ["resultSizeEstimate"],
};
const SHOWN_MESSAGE = [...REQUIRED.Message, "snippet", "historyId", "internalDate", "sizeEstimate"];

let client: SandboxClient;
let ajv: Ajv;

function expectShape(name: keyof typeof REQUIRED, answer: unknown, required: string[] = REQUIRED[name]): void {
  const validate = ajv.getSchema(`gmail#/definitions/${name}`) as ValidateFunction;
  validate(answer);
  expect(validate.errors ?? []).toEqual([]);
  expect(Object.keys(answer as object)).toEqual(expect.arrayContaining(required));
}

const connect = (email: string, granted: string[]) => connectGmail(client.sandbox.url, email, granted);

async function draftOf(api: gmail_v1.Gmail, raw: string, threadId?: string): Promise<gmail_v1.Schema$Draft> {
  const message = { raw: Buffer.from(raw).toString("base64url"), ...(threadId ? { threadId } : {}) };
  return (await api.users.drafts.create({ userId: "me", requestBody: { message } })).data;
}

async function sendDraft(api: gmail_v1.Gmail, raw: string, threadId?: string): Promise<gmail_v1.Schema$Message> {
  const draft = await draftOf(api, raw, threadId);
  return (await api.users.drafts.send({ userId: "me", requestBody: { id: draft.id ?? "" } })).data;
}

async function headersOf(api: gmail_v1.Gmail, id: string, names: string[]): Promise<Record<string, string>> {
  const { data } = await api.users.messages.get({ userId: "me", id, format: "metadata", metadataHeaders: names });
  return Object.fromEntries((data.payload?.headers ?? []).map((header) => [header.name ?? "", header.value ?? ""]));
}

beforeAll(async () => {
  client = await startSandboxClient();
  await client.control("people", { default: "silent" });
  const schema = createGenerator({
    path: new URL("../sandbox/gmail-answers.ts", import.meta.url).pathname,
    type: "*",
    expose: "export",
    jsDoc: "none",
    additionalProperties: false,
    skipTypeCheck: true,
  }).createSchema("*");
  ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ ...schema, $id: "gmail" });
}, 30_000);

afterAll(() => client.close());

describe("sandbox Gmail through the SDK", () => {
  it("sends a draft once, under a new id and a rewritten Message-ID", async () => {
    const { api } = await connect("once@acme.test", [COMPOSE, READONLY]);
    const raw = mailTo("bo@ex.org", {
      from: "once@acme.test",
      headers: ["X-LeadBitz-Attempt: a1", "List-Unsubscribe: <https://x.test/u/1>"],
    });
    const draft = await draftOf(api, raw);
    expectShape("Draft", draft);
    expectShape("Draft", (await api.users.drafts.get({ userId: "me", id: draft.id ?? "" })).data);
    expectShape("ListDrafts", (await api.users.drafts.list({ userId: "me" })).data, ["drafts", "resultSizeEstimate"]);

    const { data: sent } = await api.users.drafts.send({ userId: "me", requestBody: { id: draft.id ?? "" } });
    expectShape("Message", sent);
    expect(sent.id).toMatch(/^[0-9a-f]{16}$/);
    expect(sent.id).not.toBe(draft.message?.id);
    expect(sent.labelIds).toEqual(["SENT"]);
    const headers = await headersOf(api, sent.id ?? "", ["message-id", "X-LeadBitz-Attempt", "List-Unsubscribe"]);
    expect(headers["Message-ID"]).toMatch(/^<CA[\w=-]+@mail\.gmail\.com>$/);
    expect(headers).toMatchObject({ "X-LeadBitz-Attempt": "a1", "List-Unsubscribe": "<https://x.test/u/1>" });

    const again = api.users.drafts.send({ userId: "me", requestBody: { id: draft.id ?? "" } });
    await expect(again).rejects.toMatchObject({ status: 404 });
    const ledger = await client.control<{ items: { id: string }[] }>("messages?mailbox=once@acme.test");
    expect(ledger.items.map((item) => item.id)).toEqual([sent.id]);
    const own = await api.users.messages.list({ userId: "me", q: "rfc822msgid:ours@acme.test" });
    expect(own.data).not.toHaveProperty("messages");
    expectShape("ListMessages", own.data);
  });

  it("shows a mail in every format, a thread and a profile in the SDK's shapes", async () => {
    const { api } = await connect("shapes@acme.test", [COMPOSE, READONLY]);
    const sent = await sendDraft(api, mailTo("bo@ex.org", { from: "shapes@acme.test" }));
    await client.control("reply", { mailbox: "shapes@acme.test", messageId: sent.id, kind: "bounce" });
    const { data: thread } = await api.users.threads.get({ userId: "me", id: sent.threadId ?? "" });
    expectShape("Thread", thread);
    expect(thread.messages).toHaveLength(2);
    for (const message of thread.messages ?? []) {
      for (const format of ["full", "raw", "metadata", "minimal"]) {
        const { data } = await api.users.messages.get({ userId: "me", id: message.id ?? "", format });
        expectShape("Message", data, SHOWN_MESSAGE);
      }
    }
    expectShape("Profile", (await api.users.getProfile({ userId: "me" })).data);
    const listed = await api.users.messages.list({ userId: "me", q: "in:sent to:(bo@ex.org) newer_than:2d" });
    expectShape("ListMessages", listed.data, ["messages", "resultSizeEstimate"]);
    expect(listed.data.messages?.map((message) => message.id)).toEqual([sent.id]);
  });

  it("tells the history in pages, and refuses an old start id", async () => {
    const { api } = await connect("history@acme.test", [COMPOSE, READONLY]);
    const start = (await api.users.getProfile({ userId: "me" })).data.historyId ?? "";
    const nothing = (await api.users.history.list({ userId: "me", startHistoryId: start })).data;
    expectShape("ListHistory", nothing);
    expect(nothing).toEqual({ historyId: start });

    for (const name of ["one", "two", "three"]) {
      await client.control("deliver", {
        mailbox: "history@acme.test",
        raw: `From: ${name}@ex.org\r\nTo: history@acme.test\r\nSubject: ${name}\r\n\r\nHi\r\n`,
      });
    }
    const seen: string[] = [];
    let pageToken: string | undefined;
    do {
      const query = {
        userId: "me",
        startHistoryId: start,
        historyTypes: ["messageAdded"],
        maxResults: 2,
        ...(pageToken ? { pageToken } : {}),
      };
      const { data } = await api.users.history.list(query);
      expectShape("ListHistory", data, ["history", "historyId"]);
      for (const record of data.history ?? [])
        seen.push(...(record.messagesAdded ?? []).map((added) => added.message?.id ?? ""));
      pageToken = data.nextPageToken ?? undefined;
    } while (pageToken);
    expect(new Set(seen).size).toBe(3);

    await client.control("expire-history", { mailbox: "history@acme.test" });
    await expect(api.users.history.list({ userId: "me", startHistoryId: start })).rejects.toMatchObject({
      status: 404,
      response: { data: { error: { status: "NOT_FOUND", errors: [{ reason: "notFound" }] } } },
    });
  });

  it("puts a follow-up into the thread by Gmail's Message-ID only", async () => {
    const { api } = await connect("thread@acme.test", [COMPOSE, READONLY]);
    const from = "thread@acme.test";
    const first = await sendDraft(api, mailTo("bo@ex.org", { from }));
    const real = (await headersOf(api, first.id ?? "", ["Message-ID"]))["Message-ID"] ?? "";
    const follow = (id: string, subject: string): string =>
      mailTo("bo@ex.org", { from, subject, headers: [`In-Reply-To: ${id}`, `References: ${id}`] });
    const threadId = first.threadId ?? "";
    expect((await sendDraft(api, follow(real, "Re: Hello"), threadId)).threadId).toBe(threadId);
    expect((await sendDraft(api, follow("<ours@acme.test>", "Re: Hello"), threadId)).threadId).not.toBe(threadId);
    expect((await sendDraft(api, follow(real, "Other"), threadId)).threadId).not.toBe(threadId);
    await expect(draftOf(api, follow(real, "Re: Hello"), "1936a0c0ffee0001")).rejects.toMatchObject({ status: 404 });
  });

  it("refuses messages.send and a missing scope with 403", async () => {
    const { api } = await connect("scope@acme.test", [READONLY]);
    const raw = Buffer.from(mailTo("bo@ex.org")).toString("base64url");
    const create = api.users.drafts.create({ userId: "me", requestBody: { message: { raw } } });
    await expect(create).rejects.toMatchObject({
      status: 403,
      response: { data: { error: { errors: [{ reason: "insufficientPermissions" }] } } },
    });
    const full = await connect("scope@acme.test", [COMPOSE, READONLY]);
    const direct = full.api.users.messages.send({ userId: "me", requestBody: { raw } });
    await expect(direct).rejects.toMatchObject({
      status: 403,
      response: { data: { error: { message: expect.stringContaining("draft") } } },
    });
    expect((await client.control<{ items: unknown[] }>("messages?mailbox=scope@acme.test")).items).toEqual([]);
  });

  it("rejects fields that Gmail does not have", () => {
    const validate = ajv.getSchema("gmail#/definitions/Message") as ValidateFunction;
    expect(validate({ id: "1", thread_id: "1" })).toBe(false);
    expect(validate({ id: "1", threadId: "1" })).toBe(true);
  });
});
