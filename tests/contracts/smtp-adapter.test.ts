import { describe, expect, it } from "vitest";
import { cuttingProxy } from "../setup/mail-servers/cutting-proxy.ts";
import { mailTo, nothing, programs, refusal, smtpWorld, traceOf } from "./smtp-adapter-world.ts";

const world = smtpWorld();
const settle = () => new Promise((resolve) => setTimeout(resolve, 700));
/** Everything behind the envelope headers that servers add. */
const bodyOf = (mail: Buffer | undefined) => (mail?.toString("utf8") ?? "").replace(/^[\s\S]*?\n\n/, "");

describe.skipIf(!programs)("submitting over SMTP", () => {
  it.each([
    ["STARTTLS", 587, false],
    ["TLS from the start", 465, true],
  ])("delivers one mail once, by %s", async (_, port, isSecure) => {
    const { outbox } = world.open("ana@acme.test", {
      smtp: { host: world.servers.address, port, isSecure, user: "ana@acme.test" },
    });
    const to = `once-${port}@lead.test`;
    const mail = mailTo(to);
    expect(await outbox.submit(mail, nothing)).toEqual({
      providerMessageId: `mid:${mail.messageIdHeader}`,
      threadId: mail.messageIdHeader,
      messageIdHeader: mail.messageIdHeader,
    });
    await world.servers.waitForDelivered(to, 1);
    await settle();
    expect(world.servers.delivered(to)).toHaveLength(1);
  });

  it("keeps bytes as they are: dots, 8-bit text, long lines, threading headers", async () => {
    const to = "bytes@lead.test";
    const body = `.\r\n..two dots\r\n.hidden\r\ngrüße ${"ä".repeat(20)}\r\n${"x".repeat(990)}\r\n`;
    const headers = [
      "Subject: Grüße aus Köln",
      "In-Reply-To: <first@lead.test>",
      "References: <root@acme.test> <first@lead.test>",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: 8bit",
    ];
    const mail = mailTo(to, { headers, body });
    const sent = await world.open().outbox.submit(mail, nothing);
    expect(sent.threadId).toBe("<root@acme.test>");
    const [delivered] = await world.servers.waitForDelivered(to, 1);
    expect(bodyOf(delivered)).toBe(body.replaceAll("\r\n", "\n"));
    const head = delivered?.toString("utf8").split("\n\n")[0] ?? "";
    for (const header of headers) expect(head).toContain(header);
  });

  it("asks before the first byte of the message leaves, after the recipient was accepted", async () => {
    const to = "asked@lead.test";
    let asked = 0;
    await world.open().outbox.submit(mailTo(to), async () => {
      asked++;
      await settle();
      expect(world.servers.delivered(to)).toEqual([]);
    });
    expect(asked).toBe(1);
    expect(await world.servers.waitForDelivered(to, 1)).toHaveLength(1);
  });

  it("sends nothing when the question before the message says no, and passes the answer on", async () => {
    const to = "withdrawn@lead.test";
    const no = new Error("the lead answered meanwhile");
    const call = world.open().outbox.submit(mailTo(to), async () => {
      throw no;
    });
    await expect(call).rejects.toBe(no);
    await settle();
    expect(world.servers.delivered(to)).toEqual([]);
  });

  it("does not ask when the recipient is refused", async () => {
    let asked = 0;
    const error = await refusal(
      world.open().outbox.submit(mailTo("refused@lead.test"), async () => {
        asked++;
      }),
    );
    expect({ ...error, message: error.message }).toMatchObject({ kind: "invalid_request", delivery: "not_sent" });
    expect(error.message).toBe("The mail server refused the recipient (550 5.1.1).");
    expect(asked).toBe(0);
  });

  it.each([
    ["full", "invalid_request"],
    ["slow", "rate_limited"],
    ["busy", "transient"],
    ["quota", "quota_exhausted"],
    ["suspended", "blocked"],
    ["policy", "blocked"],
    ["dotlater", "transient"],
  ])("knows what a refusal means: %s is %s, and nothing left", async (local, kind) => {
    const error = await refusal(world.open().outbox.submit(mailTo(`${local}@lead.test`), nothing));
    expect(error).toMatchObject({ kind, delivery: "not_sent" });
    await settle();
    expect(world.servers.delivered(`${local}@lead.test`)).toEqual([]);
  });

  it("says that a wrong password is one", async () => {
    const { outbox, mailbox } = world.open("ana@acme.test", { password: "wrong" });
    expect(await refusal(outbox.submit(mailTo("x@lead.test"), nothing))).toMatchObject({
      kind: "auth_revoked",
      code: "reauth_required",
      delivery: "not_sent",
    });
    expect(await refusal(mailbox.getProfile())).toMatchObject({ kind: "auth_revoked", code: "reauth_required" });
  });

  it("gives no password to a server whose certificate is not trusted, or that does not encrypt", async () => {
    const { address } = world.servers;
    const smtp = { host: address, port: 25, isSecure: false, user: "ana@acme.test" };
    const plain = await refusal(world.open("ana@acme.test", { smtp }).outbox.submit(mailTo("x@lead.test"), nothing));
    expect(plain.message).toBe("The mail server's certificate or encryption is not in order.");
    const { smtpMailProvider } = await import("../../app/providers/smtp/smtp-mail-provider.ts");
    const stranger = smtpMailProvider();
    expect(await stranger.check(world.servers.session("ana@acme.test"))).toEqual({
      ok: false,
      server: "smtp",
      problem: "encryption",
    });
    expect(world.servers.logs()).not.toMatch(/sasl_username=.*unencrypted/);
  });
});

describe.skipIf(!programs)("a submission that breaks", () => {
  const through = async (timeoutMs = 5_000) => {
    const proxy = await cuttingProxy({ host: world.servers.address, port: 465 });
    const smtp = { host: "127.0.0.1", port: proxy.port, isSecure: true, user: "ana@acme.test" };
    return { proxy, outbox: world.open("ana@acme.test", { smtp, timeoutMs }).outbox };
  };

  it("is certain before the message began: nothing left", async () => {
    const { proxy, outbox } = await through();
    const to = "before@lead.test";
    const error = await refusal(
      outbox.submit(mailTo(to), async () => {
        proxy.cut();
        await settle();
      }),
    );
    expect(error).toMatchObject({ kind: "transient", delivery: "not_sent" });
    await settle();
    expect(world.servers.delivered(to)).toEqual([]);
    await proxy.close();
  });

  it("is open when the answer to the message is lost, and the mail may well be there", async () => {
    const { proxy, outbox } = await through();
    const to = "lost-answer@lead.test";
    const error = await refusal(outbox.submit(mailTo(to), async () => proxy.swallowAnswers(600)));
    expect(error).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
    expect(await world.servers.waitForDelivered(to, 1)).toHaveLength(1);
    await proxy.close();
  });

  it("is open when the server stays silent past the time-out", async () => {
    const { proxy, outbox } = await through(800);
    const started = Date.now();
    const error = await refusal(outbox.submit(mailTo("silent@lead.test"), async () => proxy.swallowAnswers(60_000)));
    expect(error).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
    expect(Date.now() - started).toBeLessThan(6_000);
    await proxy.close();
  });

  it("waits for the question to come to its end, so that nobody acts on it afterwards", async () => {
    const { proxy, outbox } = await through(800);
    let hasEnded = false;
    const error = await refusal(
      outbox.submit(mailTo("slow-question@lead.test"), async () => {
        proxy.cut();
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        hasEnded = true;
      }),
    );
    expect(hasEnded).toBe(true);
    expect(error).toMatchObject({ kind: "transient", delivery: "not_sent" });
    await proxy.close();
  });

  it("says that a server is not there", async () => {
    const smtp = { host: "127.0.0.1", port: 1, isSecure: true, user: "ana@acme.test" };
    const error = await refusal(world.open("ana@acme.test", { smtp }).outbox.submit(mailTo("x@lead.test"), nothing));
    expect(error).toMatchObject({ kind: "transient", delivery: "not_sent" });
  });
});

describe.skipIf(!programs)("the copy among the sent mails", () => {
  it("is filed once, read already, and found by the attempt", async () => {
    const { outbox, mailbox } = world.open();
    const mail = mailTo("copy@lead.test");
    const sent = await outbox.submit(mail, nothing);
    expect(await mailbox.lookUp(traceOf(mail))).toEqual({ state: "gone" });
    await outbox.fileSentCopy(mail);
    await outbox.fileSentCopy(mail);
    expect(await mailbox.lookUp(traceOf(mail))).toEqual({ state: "sent", sent });
    expect(await mailbox.lookUp({ ...traceOf(mail), messageIdHeader: null })).toEqual({ state: "sent", sent });
    const found = await world.servers.asOwner("ana@acme.test", async (client) => {
      await client.mailboxOpen("Sent");
      return client.fetchAll({ header: { "X-LeadBitz-Attempt": mail.attemptId } }, { flags: true });
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.flags?.has("\\Seen")).toBe(true);
    expect((await mailbox.getHead(sent.providerMessageId, ["Subject"]))?.labels).toEqual(["SENT"]);
  });

  it("is left to a server that files it by itself", async () => {
    const { outbox, mailbox } = world.open();
    const mail = mailTo("filed@lead.test");
    await outbox.submit(mail, nothing);
    const filing = outbox.fileSentCopy(mail);
    await world.servers.asOwner("ana@acme.test", (client) => client.append("Sent", Buffer.from(mail.mime), ["\\Seen"]));
    await filing;
    const count = await world.servers.asOwner("ana@acme.test", async (client) => {
      await client.mailboxOpen("Sent");
      return client.search({ header: { "X-LeadBitz-Attempt": mail.attemptId } });
    });
    expect(count).toHaveLength(1);
    expect(await mailbox.lookUp(traceOf(mail))).toMatchObject({ state: "sent" });
  });

  it("is found by its Message-ID where the server strips headers, and not by another mail's", async () => {
    const { mailbox } = world.open();
    const mail = mailTo("stripped@lead.test");
    const bare = Buffer.from(mail.mime)
      .toString()
      .replace(/X-LeadBitz.*\r\n/, "");
    await world.servers.asOwner("ana@acme.test", (client) => client.append("Sent", bare, ["\\Seen"]));
    expect(await mailbox.lookUp(traceOf(mail))).toMatchObject({ state: "sent" });
    const other = mailTo("other@lead.test");
    expect(await mailbox.lookUp(traceOf(other))).toEqual({ state: "gone" });
    expect(await mailbox.lookUp({ ...traceOf(other), attemptId: mail.attemptId.slice(0, -1) })).toEqual({
      state: "gone",
    });
  });

  it("is found wherever its owner moved it", async () => {
    const { outbox, mailbox } = world.open();
    const mail = mailTo("moved@lead.test");
    await outbox.submit(mail, nothing);
    await outbox.fileSentCopy(mail);
    await world.servers.asOwner("ana@acme.test", async (client) => {
      await client.mailboxOpen("Sent");
      await client.messageMove({ header: { "X-LeadBitz-Attempt": mail.attemptId } }, "Trash");
    });
    expect(await mailbox.lookUp(traceOf(mail))).toMatchObject({ state: "sent" });
  });
});
