/** A campaign that leaves through a mailbox with its own servers: the same use cases, real Postfix and Dovecot behind them. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealInboxPassword } from "../../../app/credentials/inbox-password.server.ts";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import type { DirectOutbox, Mailbox, ServerMailProvider } from "../../../app/providers/ports.ts";
import { smtpMailProvider } from "../../../app/providers/smtp/smtp-mail-provider.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { findMailServers } from "../../../scripts/find-mail-servers.ts";
import { type MailServers, PASSWORD, startMailServers, USERS } from "../../setup/mail-servers/start-mail-servers.ts";
import { DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const programs = findMailServers();
const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "50" } });
/** Longer than a lease (120 s), divided by 50. */
const LEASE_OVER_MS = 2_600;
const STEPS = [
  { delayDays: 0, subject: "Hello {{first_name}}", body: "A question for {{company}}." },
  { delayDays: 1, body: "And another one." },
];

let servers: MailServers;
let real: ServerMailProvider;
beforeAll(async () => {
  if (!programs) return;
  servers = await startMailServers(programs);
  real = smtpMailProvider({ ca: servers.ca, sentCopyWaitMs: 200 });
}, 60_000);
afterAll(async () => {
  await servers?.stop();
}, 30_000);

/** The servers' way of sending, changed for one test. */
function useOutbox(change: (outbox: DirectOutbox) => Partial<DirectOutbox>): void {
  const open: ServerMailProvider["open"] = (session) => {
    const mailbox = real.open(session);
    if (mailbox.outbox.kind !== "direct") throw new Error("an SMTP mailbox has no drafts");
    return { ...mailbox, outbox: { ...mailbox.outbox, ...change(mailbox.outbox) } } satisfies Mailbox;
  };
  world.app.providers.smtp = { ...real, open };
}

async function openServerInbox(actor: Actor, email: string): Promise<string> {
  const { smtp, imap } = servers.session(email);
  const inboxId = newId();
  const mailbox = real.open(servers.session(email));
  const { cursor } = await mailbox.getProfile();
  await mailbox.close();
  await world.openInbox(actor, email, {
    id: inboxId,
    provider: "smtp",
    sync_cursor: cursor,
    access_token_encrypted: null,
    access_token_expires_at: null,
    refresh_token_encrypted: null,
    smtp_host: smtp.host,
    smtp_port: smtp.port,
    smtp_secure: smtp.isSecure,
    smtp_user: smtp.user,
    imap_host: imap.host,
    imap_port: imap.port,
    imap_secure: imap.isSecure,
    imap_user: imap.user,
    password_encrypted: sealInboxPassword(world.app.secretBox, { workspaceId: actor.workspaceId, inboxId }, PASSWORD),
  });
  return inboxId;
}

async function launched(to: string): Promise<{ actor: Actor; inboxId: string; campaignId: string }> {
  const actor = await world.workspace();
  const inboxId = await openServerInbox(actor, USERS.ana);
  const campaignId = await launchTo(world, actor, { inboxId, emails: [to], steps: STEPS });
  return { actor, inboxId, campaignId };
}

const turn = ({ actor, inboxId }: { actor: Actor; inboxId: string }) =>
  sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
async function statusesOf(campaignId: string): Promise<string[]> {
  const { rows } = await world.db.pool.query("select status from send_jobs where campaign_id = $1 order by step_no", [
    campaignId,
  ]);
  return rows.map((row) => row.status);
}
async function sentCopies(to: string): Promise<number> {
  return servers.asOwner(USERS.ana, async (client) => {
    await client.mailboxOpen("Sent");
    return ((await client.search({ to })) || []).length;
  });
}

/** Days of application time with real servers behind them. */
const WITHIN_MS = 90_000;

describe.skipIf(!programs)("a campaign through a mailbox with its own servers", { timeout: WITHIN_MS }, () => {
  it("delivers each mail once, files its copy, and threads the follow-up", async () => {
    useOutbox(() => ({}));
    const to = "silent.once@lead.test";
    const { campaignId } = await launched(to);
    await world.advance(MINUTE_MS);
    await servers.waitForDelivered(to, 1);
    await world.advance(3 * DAY_MS);
    const mails = (await servers.waitForDelivered(to, 2)).map((mail) => mail.toString("utf8"));
    expect(await statusesOf(campaignId)).toEqual(["sent", "sent"]);
    const first = mails.find((mail) => !mail.includes("In-Reply-To:")) ?? "";
    const second = mails.find((mail) => mail.includes("In-Reply-To:")) ?? "";
    const messageId = /^Message-ID: (<[^>]+>)/im.exec(first)?.[1];
    expect(second).toContain(`In-Reply-To: ${messageId}`);
    expect(second).toMatch(/^Subject: Re: Hello Silent\.Once/m);
    expect(first).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    expect(await sentCopies(to)).toBe(2);
  });

  it("stops at an answer that its servers received", async () => {
    useOutbox(() => ({}));
    const to = "silent.answers@lead.test";
    const { campaignId } = await launched(to);
    await world.advance(MINUTE_MS);
    const [mail] = await servers.waitForDelivered(to, 1);
    const messageId = /^Message-ID: (<[^>]+>)/im.exec(mail?.toString("utf8") ?? "")?.[1];
    const head = `From: ${to}\r\nTo: ${USERS.ana}\r\nSubject: Re: Hello\r\nMessage-ID: <answer-1@lead.test>`;
    const answer = `${head}\r\nIn-Reply-To: ${messageId}\r\nReferences: ${messageId}\r\n\r\nTell me more.\r\n`;
    servers.drop(USERS.ana, [answer]);
    await world.advance(3 * DAY_MS);
    expect(servers.delivered(to)).toHaveLength(1);
    const { rows } = await world.db.pool.query("select status from campaign_leads where campaign_id = $1", [
      campaignId,
    ]);
    expect(rows).toEqual([{ status: "replied" }]);
  });

  it("sends again, once, what a killed worker never handed over", async () => {
    const to = "silent.early@lead.test";
    const mailing = await launched(to);
    useOutbox(() => ({ submit: () => Promise.reject(new Error("killed")) }));
    await expect(turn(mailing)).rejects.toThrow("killed");
    expect(await statusesOf(mailing.campaignId)).toEqual(["sending"]);
    useOutbox(() => ({}));
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    await servers.waitForDelivered(to, 1);
    await sweepSends(world.app);
    expect(servers.delivered(to)).toHaveLength(1);
    expect((await statusesOf(mailing.campaignId))[0]).toBe("sent");
  });

  it("finds the sent copy of a mail whose worker was killed before it could say so", async () => {
    const to = "silent.late@lead.test";
    const mailing = await launched(to);
    useOutbox((outbox) => ({
      submit: async (mail, beforeData) => {
        await outbox.submit(mail, beforeData);
        // As a server does that files what it sends.
        await outbox.fileSentCopy(mail);
        throw new Error("killed");
      },
    }));
    await expect(turn(mailing)).rejects.toThrow("killed");
    useOutbox(() => ({}));
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    await servers.waitForDelivered(to, 1);
    expect((await statusesOf(mailing.campaignId))[0]).toBe("sent");
    await world.advance(MINUTE_MS);
    expect(servers.delivered(to)).toHaveLength(1);
  });

  it("asks a person about a mail without an answer and without a copy, and settles it when the copy turns up", async () => {
    const to = "silent.doubt@lead.test";
    const mailing = await launched(to);
    let mime = "";
    useOutbox((outbox) => ({
      submit: async (mail, beforeData) => {
        mime = Buffer.from(mail.mime).toString("latin1");
        await outbox.submit(mail, beforeData);
        throw new Error("killed");
      },
    }));
    await expect(turn(mailing)).rejects.toThrow("killed");
    useOutbox(() => ({}));
    await wait(LEASE_OVER_MS);
    await world.db.pool.query("update send_jobs set last_post_at = now() - interval '2 hours' where campaign_id = $1", [
      mailing.campaignId,
    ]);
    await sweepSends(world.app);
    expect(await statusesOf(mailing.campaignId)).toEqual(["uncertain"]);
    await world.advance(MINUTE_MS);
    expect(servers.delivered(to)).toHaveLength(1);
    await servers.asOwner(USERS.ana, (client) => client.append("Sent", mime, ["\\Seen"]));
    await world.advance(5 * MINUTE_MS);
    expect((await statusesOf(mailing.campaignId))[0]).toBe("sent");
    await world.advance(3 * DAY_MS);
    expect(await servers.waitForDelivered(to, 2)).toHaveLength(2);
  });
});
