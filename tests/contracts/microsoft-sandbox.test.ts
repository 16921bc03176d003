import { Ajv, type ValidateFunction } from "ajv";
import { createGenerator } from "ts-json-schema-generator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ledger, mailTo, type SandboxClient, startSandboxClient } from "../sandbox/sandbox-client.ts";

const IMMUTABLE = 'IdType="ImmutableId"';
const _REDIRECT = "http://localhost:3000/api/inboxes/microsoft/callback";
const _SCOPE = "openid email profile offline_access Mail.ReadWrite Mail.Send User.Read";
const REQUIRED = {
  GraphMessage: ["id", "conversationId", "internetMessageId", "parentFolderId", "isDraft", "receivedDateTime", "body"],
  GraphFolder: ["id", "displayName", "totalItemCount"],
  GraphUser: ["id", "mail", "userPrincipalName", "displayName"],
};
const MIA = "mia@contoso.test";

type Answer = { status: number; headers: Headers; text: string; body: Record<string, unknown> };
type Item = Record<string, unknown> & { id: string };

let client: SandboxClient;
let ajv: Ajv;
let token: string;

async function graph(
  method: string,
  path: string,
  more: { prefer?: string; mime?: string; token?: string } = {},
): Promise<Answer> {
  const url = path.replace("https://graph.microsoft.com", client.sandbox.url);
  const answer = await fetch(url.startsWith("http") ? url : `${client.sandbox.url}/v1.0${url}`, {
    method,
    headers: {
      authorization: `Bearer ${more.token ?? token}`,
      prefer: more.prefer ?? IMMUTABLE,
      ...(more.mime === undefined ? {} : { "content-type": "text/plain" }),
    },
    ...(more.mime === undefined ? {} : { body: Buffer.from(more.mime).toString("base64") }),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} };
}

async function draft(mime = mailTo("bo@ex.org"), prefer?: string): Promise<Item> {
  const answer = await graph("POST", "/me/messages", { mime, ...(prefer === undefined ? {} : { prefer }) });
  expect(answer.status).toBe(201);
  return answer.body as Item;
}

const codeOf = ({ body }: Answer) => (body.error as { code: string }).code;
const accepted = async () => (await client.control<Ledger>("messages")).items;

/** Annotations of OData are not in the types. */
function expectShape(name: keyof typeof REQUIRED, answer: object): void {
  const plain = Object.fromEntries(Object.entries(answer).filter(([key]) => !key.startsWith("@odata.")));
  const validate = ajv.getSchema(`graph#/definitions/${name}`) as ValidateFunction;
  validate(plain);
  expect(validate.errors ?? []).toEqual([]);
  expect(Object.keys(plain)).toEqual(expect.arrayContaining(REQUIRED[name]));
}

beforeAll(async () => {
  client = await startSandboxClient();
  const schema = createGenerator({
    path: new URL("../sandbox/graph-answers.ts", import.meta.url).pathname,
    type: "*",
    expose: "export",
    jsDoc: "none",
    additionalProperties: false,
    skipTypeCheck: true,
  }).createSchema("*");
  ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ ...schema, $id: "graph" });
}, 60_000);
afterAll(() => client.close());
beforeEach(async () => {
  await client.control("reset", {});
  await client.control("people", { default: "silent" });
  await client.control("microsoft", { emptyPageRate: 0 });
  token = (await client.openMailbox(MIA, { provider: "microsoft" })).accessToken;
});

describe("sandbox Graph", () => {
  it("answers in Microsoft's own types", async () => {
    expectShape("GraphUser", (await graph("GET", "/me")).body);
    expectShape("GraphMessage", await draft());
    const raw = "From: Bo <bo@ex.org>\r\nTo: mia@contoso.test\r\nSubject: Hi\r\nX-A: 1\r\n\r\nText\r\n";
    const { id } = await client.control<Item>("deliver", { mailbox: MIA, raw });
    expectShape("GraphMessage", (await graph("GET", `/me/messages/${id}`)).body);
    expectShape("GraphFolder", (await graph("GET", "/me/mailFolders/inbox")).body);
    const { body } = await graph("GET", "/me/mailFolders/inbox/messages?$select=internetMessageHeaders,subject");
    const [item] = body.value as Item[];
    expect(Object.keys(item ?? {}).sort()).toEqual(["@odata.etag", "id", "internetMessageHeaders", "subject"]);
    const validate = ajv.getSchema("graph#/definitions/GraphMessage") as ValidateFunction;
    expect(validate({ id: "1", conversation_id: "x" })).toBe(false);
  });

  it("accepts a send with 202 and nothing else, and lets the item settle: draft, Outbox, Sent Items", async () => {
    await client.control("microsoft", { sendDelayMs: 60_000 });
    const { id } = await draft();
    const sent = await graph("POST", `/me/messages/${id}/send`);
    expect([sent.status, sent.text]).toEqual([202, ""]);
    expect(await accepted()).toHaveLength(1);
    const placeNow = async () => {
      const { body } = await graph("GET", `/me/messages/${id}?$select=isDraft,parentFolderId`);
      for (const name of ["drafts", "outbox", "sentitems"]) {
        const folder = await graph("GET", `/me/mailFolders/${name}?$select=id`);
        if (folder.body.id === body.parentFolderId) return [name, body.isDraft];
      }
      return [];
    };
    expect(await placeNow()).toEqual(["drafts", true]);
    client.advance(30_000);
    expect(await placeNow()).toEqual(["outbox", true]);
    client.advance(30_000);
    expect(await placeNow()).toEqual(["sentitems", false]);
    expect((await graph("POST", `/me/messages/${id}/send`)).status).toBe(400);
  });

  it("takes a second send of an item on its way for a second mail", async () => {
    const { id } = await draft();
    await graph("POST", `/me/messages/${id}/send`);
    await graph("POST", `/me/messages/${id}/send`);
    expect((await accepted()).map((item) => item.id)).toEqual([id, id]);
  });

  it("changes the default id when the mail moves, and keeps the immutable one", async () => {
    await client.control("microsoft", { sendDelayMs: 0 });
    const { id } = await draft(undefined, "");
    expect((await graph("GET", `/me/messages/${id}`, { prefer: IMMUTABLE })).status).toBe(404);
    expect((await graph("POST", `/me/messages/${id}/send`, { prefer: "" })).status).toBe(202);
    const gone = await graph("GET", `/me/messages/${id}`, { prefer: "" });
    expect([gone.status, codeOf(gone)]).toEqual([404, "ErrorItemNotFound"]);
    const { body } = await graph("GET", "/me/messages?$filter=internetMessageId%20eq%20'%3Cours%40acme.test%3E'");
    const [found] = body.value as Item[];
    expect((await graph("GET", `/me/messages/${found?.id}`)).status).toBe(200);
  });

  it("keeps back the headers of sent mail, and has them in the MIME form", async () => {
    await client.control("microsoft", { sendDelayMs: 0 });
    const headers = [
      "X-LeadBitz-Attempt: a1",
      "Auto-Submitted: auto-generated",
      "List-Unsubscribe: <https://x.test/u>",
    ];
    const { id } = await draft(mailTo("bo@ex.org", { headers, from: "Eve <eve@other.test>" }));
    await graph("POST", `/me/messages/${id}/send`);
    const { body } = await graph("GET", `/me/messages/${id}?$select=internetMessageHeaders,subject`);
    expect(body).not.toHaveProperty("internetMessageHeaders");
    const { text } = await graph("GET", `/me/messages/${id}/$value`);
    expect(text).toContain("X-LeadBitz-Attempt: a1");
    expect(text).toContain("List-Unsubscribe: <https://x.test/u>");
    expect(text).toMatch(/^From: mia@contoso\.test\r$/m);
    expect(text).not.toContain("Auto-Submitted");
  });

  it("reads a folder by delta: real host in the links, repeats, removed items, an expired state", async () => {
    const start = "/me/mailFolders/inbox/messages/delta?$select=subject";
    const deliver = (name: string) =>
      client.control<Item>("deliver", { mailbox: MIA, raw: `From: ${name}@ex.org\r\nSubject: ${name}\r\n\r\nHi\r\n` });
    await deliver("old");
    const first = await graph("GET", start);
    expect((first.body.value as Item[]).map(({ subject }) => subject)).toEqual(["old"]);
    const link = String(first.body["@odata.deltaLink"]);
    expect(link).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/me\/mailFolders\('inbox'\)\/messages\/delta\?\$deltatoken=/,
    );
    const names = ["one", "two", "three", "four", "five"];
    for (const name of names) await deliver(name);
    await client.control("microsoft", { emptyPageRate: 1 });

    const seen: string[] = [];
    const sizes: number[] = [];
    let next = link;
    while (next !== "") {
      const page = await graph("GET", next, { prefer: `${IMMUTABLE}, odata.maxpagesize=3` });
      const items = page.body.value as Item[];
      seen.push(...items.map(({ subject }) => String(subject)));
      sizes.push(items.length);
      next = String(page.body["@odata.nextLink"] ?? "");
    }
    expect(sizes[0]).toBe(0);
    expect(new Set(seen)).toEqual(new Set(names));
    expect(seen.length).toBeGreaterThan(names.length);

    await client.control("microsoft", { emptyPageRate: 0 });
    const { id } = await deliver("six");
    await client.control("delete", { mailbox: MIA, id });
    const rest = await graph("GET", link, { prefer: `${IMMUTABLE}, odata.maxpagesize=50` });
    expect(rest.body.value).toContainEqual({ id, "@removed": { reason: "deleted" } });
    await client.control("expire-history", { mailbox: MIA });
    const late = await graph("GET", link);
    expect([late.status, codeOf(late)]).toEqual([410, "SyncStateNotFound"]);
    const odd = await graph("GET", "/me/mailFolders/inbox/messages/delta?$deltatoken=abc");
    expect([odd.status, codeOf(odd)]).toEqual([400, "SyncStateInvalid"]);
  });

  it("refuses sendMail, foreign tokens, missing permissions and what is no MIME", async () => {
    const mail = await graph("POST", "/me/sendMail", { mime: mailTo("bo@ex.org") });
    expect([mail.status, codeOf(mail)]).toEqual([403, "ErrorAccessDenied"]);
    const google = (await client.openMailbox("ada@acme.test")).accessToken;
    const foreign = await graph("GET", "/me", { token: google });
    expect([foreign.status, codeOf(foreign)]).toEqual([401, "InvalidAuthenticationToken"]);
    const reader = await client.openMailbox(MIA, { provider: "microsoft", scopes: ["Mail.Read"] });
    const write = await graph("POST", "/me/messages", { mime: mailTo("bo@ex.org"), token: reader.accessToken });
    expect([write.status, codeOf(write)]).toEqual([403, "ErrorAccessDenied"]);
    const broken = await graph("POST", "/me/messages", { mime: "" });
    expect([broken.status, codeOf(broken)]).toEqual([400, "ErrorMimeContentInvalidBase64String"]);
    expect(broken.body.error).toMatchObject({
      innerError: { date: expect.any(String), "request-id": expect.any(String) },
    });
    expect(await accepted()).toEqual([]);
    expect((await client.gmail(token, "profile")).status).toBe(401);
  });

  it("lets a JSON draft set no header but its own x- ones", async () => {
    const create = (name: string) =>
      fetch(`${client.sandbox.url}/v1.0/me/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({
          subject: "Hi",
          toRecipients: [{ emailAddress: { address: "bo@ex.org" } }],
          internetMessageHeaders: [{ name, value: "1" }],
        }),
      });
    expect((await create("X-Own")).status).toBe(201);
    const refused = await create("List-Unsubscribe");
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("should start with 'x-'")]);
  });

  it("orders only by what it filters first", async () => {
    const query = "$filter=isDraft eq true&$orderby=receivedDateTime desc";
    const answer = await graph("GET", `/me/messages?${encodeURI(query)}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, "InefficientFilter"]);
  });

  it("has people who answer, and Exchange that reports what bounced", async () => {
    await client.control("microsoft", { sendDelayMs: 0 });
    const { id } = await draft(mailTo("bounce@ex.org"));
    await graph("POST", `/me/messages/${id}/send`);
    client.advance(61_000);
    const { body } = await graph("GET", "/me/mailFolders/inbox/messages?$select=subject,from,conversationId");
    const [report] = body.value as Item[];
    expect(JSON.stringify(report?.from)).toMatch(/microsoftexchange[0-9a-f]+@contoso\.onmicrosoft\.com/);
    const { text } = await graph("GET", `/me/messages/${report?.id}/$value`);
    expect(text).toContain("X-MS-Exchange-Message-Is-Ndr:");
    expect(text).toContain("Final-Recipient: rfc822;bounce@ex.org");
    expect(text).toContain("In-Reply-To: <ours@acme.test>");
  });
});
