import { describe, expect, it } from "vitest";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import { parseSystemMailUrl, systemMailProblem } from "../../../app/domain/system-mail-url.ts";
import { systemMail } from "../../../app/providers/system-mail/system-mail.ts";
import { tellOwners } from "../../../app/use-cases/inboxes/tell-owners.server.ts";
import { watchInboxes } from "../../../app/use-cases/system/watch-inboxes.server.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { mailSink } from "../../setup/mail-sink.ts";

const db = await testDatabase();
const sink = await mailSink();

function serverAt(port: number) {
  const server = parseSystemMailUrl(`smtp://127.0.0.1:${port}/?from=alerts@leadbitz.test`);
  if (!server) throw new Error("the URL must be readable");
  return systemMail({ server, timeoutMs: 2_000 });
}

const app = testApp(db, {
  providers: { systemMail: serverAt(sink.port) },
  env: { LEADBITZ_INTERVALS_DIVISOR: "1000" },
});
const silent = testApp(db);

async function lostInbox(reason = "Google no longer accepts this mailbox's access. Connect it again.") {
  const actor = await insertWorkspace(db, { name: "Acme\r\nBcc: all@evil.test" });
  const inboxId = newId();
  await db.pool.query(
    "insert into inbox_connections (workspace_id, id, provider, email, status, status_reason) values ($1, $2, 'gmail', 'ana@acme.test', 'disconnected', $3)",
    [actor.workspaceId, inboxId, reason],
  );
  return { actor, inboxId };
}

async function noticeOf(actor: Actor) {
  const { rows } = await db.pool.query(
    "select id, mail_status, mail_doubts from inbox_events where workspace_id = $1",
    [actor.workspaceId],
  );
  return rows[0];
}

async function tell(actor: Actor) {
  return tellOwners(app, { workspaceId: actor.workspaceId, inboxEventId: (await noticeOf(actor)).id });
}

const mailsTo = (actor: Actor) => sink.taken.filter((mail) => mail.to.includes(`${actor.userId}@acme.test`));

async function queued(actor: Actor): Promise<number> {
  const { rows } = await db.pool.query(
    "select count(*)::int as count from graphile_worker.jobs where task_identifier = 'tell_owners' and key = $1",
    [`tell_owners:${(await noticeOf(actor)).id}`],
  );
  return rows[0].count;
}

describe("a lost inbox", () => {
  it("is mailed to the owner once, however often the watchdog looks", async () => {
    const { actor, inboxId } = await lostInbox();
    await watchInboxes(app);
    await watchInboxes(app);
    expect(await queued(actor)).toBe(1);
    expect(await tell(actor)).toBe("told");
    expect(await tell(actor)).toBe("nothing_to_tell");
    await watchInboxes(app);
    expect(await noticeOf(actor)).toMatchObject({ mail_status: "sent" });
    const [mail, ...more] = mailsTo(actor);
    expect(more).toEqual([]);
    expect(mail?.from).toBe("alerts@leadbitz.test");
    expect(mail?.text).toContain("Subject: ana@acme.test is disconnected: its mails are held\n");
    expect(mail?.text).toContain("Auto-Submitted: auto-generated\n");
    const text = mail?.text.replace(/=\n/g, "").replaceAll("=3D", "=");
    expect(text).toContain("Why: Google no longer accepts this mailbox's access. Connect it again.\n");
    expect(text).toContain(`http://localhost:3000/app/settings/inboxes/${inboxId}`);
    expect(mail?.text).not.toMatch(/^Bcc:/m);
  });

  it("is not mailed when a person disconnected it, or when there is no mail server", async () => {
    const byHand = await lostInbox("disconnected by you");
    await watchInboxes(app);
    expect(await noticeOf(byHand.actor)).toMatchObject({ mail_status: "none" });
    const unheard = await lostInbox();
    await watchInboxes(silent);
    await watchInboxes(app);
    expect(await noticeOf(unheard.actor)).toMatchObject({ mail_status: "none" });
  });

  it("is told after the mail server came to itself: a refusal is no hand-over", async () => {
    const { actor } = await lostInbox();
    await watchInboxes(app);
    for (let time = 0; time < 4; time++) {
      sink.troubles.push("refuse");
      await expect(tell(actor)).rejects.toMatchObject({ delivery: "not_sent" });
    }
    expect(await tell(actor)).toBe("told");
    expect(mailsTo(actor)).toHaveLength(1);
  });

  it("is told twice at most when the answer is lost, under one Message-ID", async () => {
    const { actor } = await lostInbox();
    await watchInboxes(app);
    sink.troubles.push("take_and_drop", "take_and_drop");
    await expect(tell(actor)).rejects.toMatchObject({ delivery: "unknown" });
    expect(await tell(actor)).toBe("gave_up");
    expect(await tell(actor)).toBe("nothing_to_tell");
    const ids = mailsTo(actor).map((mail) => /^Message-ID: (.+)$/m.exec(mail.text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("is told by the next worker when one died in between, and that is the last time", async () => {
    const { actor } = await lostInbox();
    await watchInboxes(app);
    const dead =
      "update inbox_events set mail_status = 'sending', mail_lease_until = now() - interval '1 second' where workspace_id = $1";
    await db.pool.query(dead, [actor.workspaceId]);
    await db.pool.query("delete from graphile_worker._private_jobs");
    await watchInboxes(app);
    expect(await queued(actor)).toBe(1);
    expect(await tell(actor)).toBe("told");
    expect(await noticeOf(actor)).toMatchObject({ mail_status: "sent", mail_doubts: 1 });
  });

  it("is left to the worker that has it", async () => {
    const { actor } = await lostInbox();
    await watchInboxes(app);
    const held =
      "update inbox_events set mail_status = 'sending', mail_lease_until = now() + interval '1 minute' where workspace_id = $1";
    await db.pool.query(held, [actor.workspaceId]);
    expect(await tell(actor)).toBe("nothing_to_tell");
  });
});

describe("the mail server's URL", () => {
  it.each([
    ["smtp://relay.acme.test?from=a@acme.test", { host: "relay.acme.test", port: 587, isSecure: false, user: null }],
    [
      "smtps://a%40acme.test:p%2Fw@mail.acme.test",
      { host: "mail.acme.test", port: 465, user: "a@acme.test", password: "p/w", from: "a@acme.test" },
    ],
    [
      "smtp://[::1]:2525/?from=LeadBitz%20%3Ca@acme.test%3E",
      { host: "::1", port: 2525, from: "LeadBitz <a@acme.test>" },
    ],
  ])("is read: %s", (url, server) => {
    expect(parseSystemMailUrl(url)).toMatchObject(server);
    expect(systemMailProblem(url)).toBeUndefined();
  });

  it.each([
    "relay.acme.test",
    "http://relay.acme.test?from=a@acme.test",
    "smtp://user:pw@relay.acme.test",
    "smtp://?from=a@acme.test",
    "smtp://%zz@relay.acme.test",
  ])("is refused: %s", (url) => {
    expect(systemMailProblem(url)).toBeDefined();
  });
});
