import { describe, expect, it } from "vitest";
import type { Mailbox } from "../../app/providers/ports.ts";
import { ANA, BO, mailTo, nothing, programs, putInto, refusal, smtpWorld } from "./smtp-adapter-world.ts";

const world = smtpWorld();
const put = (folder: string, headers: string[], body?: string, at?: Date) =>
  putInto(world, BO, folder, headers, body, at);

async function allSince(mailbox: Mailbox, cursor: string): Promise<{ ids: string[]; cursor: string; pages: number }> {
  const ids: string[] = [];
  let pageToken: string | null = null;
  for (let pages = 1; ; pages++) {
    const page = await mailbox.listSince(cursor, pageToken);
    ids.push(...page.messageIds);
    if (page.nextPageToken === null) return { ids, cursor: page.cursor ?? "", pages };
    expect(page.cursor).toBeNull();
    pageToken = page.nextPageToken;
  }
}

describe.skipIf(!programs)("reading a mailbox over IMAP", () => {
  it("sees what came since the cursor, in the inbox, in Junk and where a rule filed it, and nothing twice", async () => {
    const { mailbox } = world.open(BO);
    await put("INBOX", ["Message-ID: <old@lead.test>"]);
    const { email, cursor } = await mailbox.getProfile();
    expect(email).toBe(BO);
    expect(await allSince(mailbox, cursor)).toMatchObject({ ids: [] });
    await put("INBOX", ["Message-ID: <n1@lead.test>"]);
    await put("Junk", ["Message-ID: <n2@lead.test>"]);
    await put("Drafts", ["Message-ID: <unsent@acme.test>"]);
    await world.servers.asOwner(BO, (client) => client.mailboxCreate("Customers"));
    await put("Customers", ["Message-ID: <n3@lead.test>"]);
    const first = await allSince(mailbox, cursor);
    expect(first.ids.sort()).toEqual(["mid:<n1@lead.test>", "mid:<n2@lead.test>", "mid:<n3@lead.test>"]);
    expect((await allSince(mailbox, first.cursor)).ids).toEqual([]);
    const labels = async (id: string) => (await mailbox.getHead(id, []))?.labels;
    expect(await labels("mid:<n1@lead.test>")).toEqual(["INBOX", "UNREAD"]);
    expect(await labels("mid:<n2@lead.test>")).toEqual(["SPAM", "UNREAD"]);
  });

  it("sees mail that SMTP delivered", async () => {
    const { mailbox } = world.open(BO);
    const { cursor } = await mailbox.getProfile();
    const mail = mailTo(BO);
    await world.open(ANA).outbox.submit(mail, nothing);
    await expect
      .poll(async () => (await allSince(mailbox, cursor)).ids, { timeout: 10_000 })
      .toEqual([`mid:${mail.messageIdHeader}`]);
  });

  it("gives a message the same id after it was moved, also one without a Message-ID", async () => {
    const { mailbox } = world.open(BO);
    const { cursor } = await mailbox.getProfile();
    await put("INBOX", ["Message-ID: <moves@lead.test>", "X-Kind: wandering"]);
    await put("INBOX", ["X-Kind: wandering", "X-Nameless: 1"]);
    const before = await allSince(mailbox, cursor);
    expect(before.ids).toHaveLength(2);
    expect(before.ids[1]).toMatch(/^sum:[0-9a-f]{64}$/);
    await world.servers.asOwner(BO, async (client) => {
      await client.mailboxOpen("INBOX");
      await client.messageMove({ header: { "X-Kind": "wandering" } }, "Trash");
    });
    // The hints of the listing are stale now; a fresh mailbox has none.
    for (const reader of [mailbox, world.open(BO).mailbox]) {
      for (const id of before.ids) {
        const raw = await reader.getRaw(id);
        expect(raw?.providerMessageId).toBe(id);
        expect(raw?.labels).toContain("TRASH");
      }
    }
    expect((await allSince(mailbox, before.cursor)).ids.sort()).toEqual([...before.ids].sort());
  });

  it("leaves messages unread", async () => {
    const { mailbox } = world.open(BO);
    await put("INBOX", ["Message-ID: <unread@lead.test>"]);
    await mailbox.getRaw("mid:<unread@lead.test>");
    await mailbox.getHead("mid:<unread@lead.test>", ["Subject"]);
    expect((await mailbox.getHead("mid:<unread@lead.test>", []))?.labels).toContain("UNREAD");
  });

  it("answers null for a message that is gone", async () => {
    const { mailbox } = world.open(BO);
    expect(await mailbox.getRaw("mid:<never@lead.test>")).toBeNull();
    expect(await mailbox.getHead("mid:<never@lead.test>", [])).toBeNull();
    expect(await mailbox.getHead("sum:00", [])).toBeNull();
    expect(await mailbox.getHead('mid:"*) quoted \\ odd', [])).toBeNull();
  });

  it("gives the raw bytes with all headers, and a head with those asked for", async () => {
    const { mailbox } = world.open(BO);
    const body = "grüße\r\n.\r\nend\r\n";
    await put(
      "INBOX",
      ["Message-ID: <raw@lead.test>", "In-Reply-To: <q@acme.test>", "X-One: 1", "X-Two: a\r\n b"],
      body,
    );
    const raw = await mailbox.getRaw("mid:<raw@lead.test>");
    expect(Buffer.from(raw?.mime ?? []).toString()).toMatch(/\r\n\r\ngrüße\r\n\.\r\nend\r\n$/);
    expect(raw?.threadId).toBe("<q@acme.test>");
    expect(raw?.headers).toContainEqual({ name: "x-two", value: "a b" });
    const head = await mailbox.getHead("mid:<raw@lead.test>", ["X-One", "Nothing"]);
    expect(head?.headers).toEqual([{ name: "x-one", value: "1" }]);
    expect(Math.abs((head?.receivedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("reads a huge message only up to a bound, its text whole", async () => {
    const { mailbox } = world.open(BO, { timeoutMs: 15_000 });
    const attachment = `${"A".repeat(998)}\r\n`.repeat(30_000);
    await put("INBOX", ["Message-ID: <huge@lead.test>"], `Please stop.\r\n${attachment}`);
    const raw = await mailbox.getRaw("mid:<huge@lead.test>");
    expect(raw?.mime.byteLength).toBe(10 * 1024 * 1024);
    expect(Buffer.from(raw?.mime.subarray(0, 2_000) ?? []).toString()).toContain("Please stop.");
    await world.servers.asOwner(BO, async (client) => {
      await client.mailboxOpen("INBOX");
      await client.messageDelete({ larger: 1_000_000 });
    });
  });

  it("says that the cursor is worth nothing when a folder was numbered anew, or is none of ours", async () => {
    const { mailbox } = world.open(BO);
    await world.servers.asOwner(BO, (client) => client.mailboxCreate("Renumbered"));
    const { cursor } = await mailbox.getProfile();
    await world.servers.asOwner(BO, async (client) => {
      await client.mailboxDelete("Renumbered");
      // UIDVALIDITY is made from seconds.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await client.mailboxCreate("Renumbered");
    });
    expect(await refusal(mailbox.listSince(cursor, null))).toMatchObject({ kind: "cursor_expired" });
    expect(await refusal(mailbox.listSince("4711", null))).toMatchObject({ kind: "cursor_expired" });
    // The connection is still good.
    const fresh = await mailbox.getProfile();
    expect((await allSince(mailbox, fresh.cursor)).ids).toEqual([]);
    await world.servers.asOwner(BO, (client) => client.mailboxDelete("Renumbered"));
    expect((await allSince(mailbox, fresh.cursor)).ids).toEqual([]);
  });

  it("looks everywhere for what came after an instant, Trash too, to the second", async () => {
    const { mailbox } = world.open(BO);
    const at = (time: string) => new Date(`2020-05-05T${time}Z`);
    await put("INBOX", ["Message-ID: <early@lead.test>"], undefined, at("11:59:59"));
    await put("Trash", ["Message-ID: <late@lead.test>"], undefined, at("12:00:00"));
    const listed = async (after: Date) => {
      const ids: string[] = [];
      let token: string | null = null;
      do {
        const page = await mailbox.listAfter(after, token);
        ids.push(...page.messageIds);
        token = page.nextPageToken;
      } while (token !== null);
      return ids;
    };
    expect(await listed(at("12:00:00"))).toContain("mid:<late@lead.test>");
    expect(await listed(at("12:00:00"))).not.toContain("mid:<early@lead.test>");
    expect(await listed(at("11:00:00"))).toContain("mid:<early@lead.test>");
  });

  it("gives many new messages page by page", async () => {
    const { mailbox } = world.open(ANA, { timeoutMs: 15_000 });
    const { cursor } = await mailbox.getProfile();
    world.servers.drop(
      ANA,
      Array.from({ length: 510 }, (_, n) => `Message-ID: <m${n}@lead.test>\n\nx\n`),
    );
    await world.servers.asOwner(ANA, (client) => client.append("Junk", "Message-ID: <m510@lead.test>\r\n\r\nx\r\n"));
    const all = await allSince(mailbox, cursor);
    expect(all.pages).toBe(2);
    expect(new Set(all.ids).size).toBe(511);
    expect((await allSince(mailbox, all.cursor)).ids).toEqual([]);
  });

  it("gathers a thread by its headers, oldest first, from every folder", async () => {
    const { mailbox } = world.open(BO);
    const root = "<root-1@acme.test>";
    const day = (n: number) => new Date(Date.UTC(2026, 9, n, 9));
    await put("Junk", ["Message-ID: <a2@lead.test>", `In-Reply-To: ${root}`], undefined, day(3));
    await put("Sent", [`Message-ID: ${root}`], undefined, day(1));
    await put("INBOX", ["Message-ID: <a1@lead.test>", `References: ${root} <x@y.test>`], undefined, day(2));
    await put("INBOX", ["Message-ID: <stranger@lead.test>", "References: <other@acme.test>"], undefined, day(2));
    const thread = await mailbox.getThread({ threadId: root, messageIdHeaders: [root] }, ["Message-ID"]);
    expect(thread?.map((head) => head.providerMessageId)).toEqual([
      `mid:${root}`,
      "mid:<a1@lead.test>",
      "mid:<a2@lead.test>",
    ]);
    expect(thread?.map((head) => head.threadId)).toEqual([root, root, root]);
    expect(thread?.[0]?.labels).toContain("SENT");
    expect(await mailbox.getThread({ threadId: "<none@x.test>", messageIdHeaders: [] }, [])).toBeNull();
  });

  it("bears calls at the same time, and none after it was closed", async () => {
    const { mailbox } = world.open(BO);
    await put("INBOX", ["Message-ID: <par@lead.test>"]);
    const raws = await Promise.all(Array.from({ length: 8 }, () => mailbox.getRaw("mid:<par@lead.test>")));
    expect(raws.every((raw) => raw?.providerMessageId === "mid:<par@lead.test>")).toBe(true);
    await mailbox.close();
    await mailbox.close();
    expect(await refusal(mailbox.getProfile())).toMatchObject({ kind: "transient" });
  });

  it("gives up on a server that is silent, within its time", async () => {
    const { createServer } = await import("node:net");
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const imap = { host: "127.0.0.1", port, isSecure: true, user: BO };
    const started = Date.now();
    expect(await refusal(world.open(BO, { imap, timeoutMs: 500 }).mailbox.getProfile())).toMatchObject({
      kind: "transient",
    });
    expect(Date.now() - started).toBeLessThan(5_000);
    silent.close();
  });
});
