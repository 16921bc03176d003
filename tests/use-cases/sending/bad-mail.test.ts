/** Bad input on its way out: refused where it enters or recorded with a final reason, and never tried for ever. */
import { describe, expect, it } from "vitest";
import { ProviderError, type ProviderErrorKind } from "../../../app/domain/errors.ts";
import { inboxSettingsSchema } from "../../../app/domain/inbox-settings.ts";
import { parseSequence } from "../../../app/domain/sequence.ts";
import type { Mailbox } from "../../../app/providers/ports.ts";
import { explainJourney } from "../../../app/use-cases/sending/explain-journey.server.ts";
import { listDoubtfulMails } from "../../../app/use-cases/sending/list-doubtful-mails.server.ts";
import { releaseFollowUp } from "../../../app/use-cases/sending/release-follow-up.server.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { DAY_MS, launchTo, sendingWorld } from "../../setup/sending-world.ts";
import { firstJob, jobsOf, journeyOf, TWO_STEPS, usageOf } from "./send-control-world.ts";

const world = await sendingWorld();
const { app } = world;

async function ready(name: string, steps = TWO_STEPS) {
  const actor = await world.workspace();
  const email = `ana@${name}.test`;
  const inboxId = await world.openInbox(actor, email, { min_gap_seconds: 0 });
  const campaignId = await launchTo(world, actor, { inboxId, emails: [`silent.lea@${name}.lead.test`], steps });
  return { actor, email, inboxId, campaignId, turn: () => sendInbox(app, { workspaceId: actor.workspaceId, inboxId }) };
}

async function callsOf(campaignId: string, call: string): Promise<number> {
  const { rows } = await world.db.pool.query(
    `select count(*)::int as calls from send_attempts a join send_jobs j on j.workspace_id = a.workspace_id and j.id = a.send_job_id
     where j.campaign_id = $1 and a.call = $2`,
    [campaignId, call],
  );
  return rows[0].calls;
}

const headOf = (raw: string) => raw.slice(0, raw.indexOf("\r\n\r\n"));

/** The sandbox's Gmail, but the mail is refused when it is to leave. */
async function refusingSends<T>(kind: ProviderErrorKind, message: string, work: () => Promise<T>): Promise<T> {
  const { gmail } = app.providers;
  const refuse = () =>
    Promise.reject(new ProviderError({ kind, provider: "google", message, delivery: "not_sent", requestId: "r-1" }));
  app.providers.gmail = {
    open: (session) => {
      const mailbox: Mailbox = gmail.open(session);
      if (mailbox.outbox.kind !== "drafts") throw new Error("Gmail has drafts");
      return { ...mailbox, outbox: { ...mailbox.outbox, sendDraft: refuse } };
    },
  };
  try {
    return await work();
  } finally {
    app.providers.gmail = gmail;
  }
}

describe("a line break in a header's source", () => {
  it("in a merge field opens no second header", async () => {
    const room = await ready("merge");
    await world.db.pool.query("update leads set first_name = E'Lea\\r\\nBcc: eve@other.test' where workspace_id = $1", [
      room.actor.workspaceId,
    ]);
    await room.turn();
    const [mail] = await world.accepted(room.email);
    expect(headOf(mail?.raw ?? "")).not.toMatch(/^bcc:/im);
    expect(mail?.subject).toBe("Hello Lea Bcc: eve@other.test");
  });

  it.each([
    ["display_name", "Ana\r\nBcc: eve@other.test"],
    ["send_as", "ana@x.test\r\nBcc: eve@other.test"],
  ])("in an inbox's %s holds the mail with the reason and calls nobody", async (column, value) => {
    const room = await ready(column.replace("_", ""));
    await world.db.pool.query(`update inbox_connections set ${column} = $2 where id = $1`, [room.inboxId, value]);
    for (let turns = 0; turns < 3; turns++) await room.turn();
    expect(await firstJob(world, room.campaignId)).toMatchObject({ status: "held", reason: "cannot_be_written" });
    expect((await journeyOf(world, room.campaignId)).hold_reason).toMatch(/^The mail cannot be built: from/);
    expect(await callsOf(room.campaignId, "create_draft")).toBe(0);
  });

  it("in a signature stays in the text", async () => {
    const room = await ready("signature");
    await world.db.pool.query("update inbox_connections set signature = $2 where id = $1", [
      room.inboxId,
      "Ana\r\nBcc: eve@other.test",
    ]);
    await room.turn();
    expect(headOf((await world.accepted(room.email))[0]?.raw ?? "")).not.toMatch(/^bcc:/im);
  });

  it("is refused or made one line where settings and templates enter", () => {
    expect(inboxSettingsSchema.safeParse({ displayName: "Ana\r\nBcc: x@y.test" }).success).toBe(false);
    expect(inboxSettingsSchema.safeParse({ sendAs: "a@b.test\r\nBcc: x@y.test" }).success).toBe(false);
    const sequence = parseSequence({
      steps: [{ delayDays: 0, variants: [{ subject: "One\r\nBcc: x@y.test", body: "Text" }] }],
    });
    expect(sequence.ok && sequence.steps[0]?.variants[0]?.subject).toBe("One Bcc: x@y.test");
  });
});

describe("a template that renders to nothing", () => {
  it.each([
    ["subject", { subject: "{% if custom.topic %}About {{ custom.topic }}{% endif %}", body: "Text" }],
    ["body", { subject: "Hello", body: "{% if custom.topic %}About {{ custom.topic }}{% endif %}" }],
  ])("as the %s holds the mail with the field, once", async (field, variant) => {
    const room = await ready(`empty${field}`);
    await world.db.pool.query(
      "update message_templates set subject = $2, body = $3 where workspace_id = $1 and step_no = 1",
      [room.actor.workspaceId, variant.subject, variant.body],
    );
    for (let turns = 0; turns < 3; turns++) await room.turn();
    const job = await firstJob(world, room.campaignId);
    expect(job).toMatchObject({ status: "held", reason: "cannot_be_written" });
    expect(job.reason_detail).toBe(`Step 1 cannot be written for this lead: ${field} is renders empty.`);
    expect(await callsOf(room.campaignId, "create_draft")).toBe(0);
    expect((await journeyOf(world, room.campaignId)).status).toBe("waiting");
  });
});

describe("a provider that refuses for good", () => {
  it("fails the mail with its reason, gives the slot back and holds the lead; nobody tries again", async () => {
    const room = await ready("refused");
    await refusingSends("invalid_request", "Google refused the recipient.", async () => {
      for (let turns = 0; turns < 3; turns++) await room.turn();
      expect(await callsOf(room.campaignId, "send_draft")).toBe(1);
    });
    await world.advance(DAY_MS / 8);
    expect(await jobsOf(world, room.campaignId)).toMatchObject([
      { status: "failed", reason: "refused", reason_detail: "Google refused the recipient.", usage_on: null },
    ]);
    expect(await usageOf(world, room.inboxId)).toEqual({ reserved: 0, sent: 0 });
    expect(await world.accepted(room.email)).toEqual([]);
    const journey = await journeyOf(world, room.campaignId);
    const why = await explainJourney(app, room.actor, { campaignId: room.campaignId, leadId: journey.lead_id });
    expect(why.sentence).toBe("Held at step 1: Google refused the recipient.");
    const { rows } = await world.db.pool.query("select status from campaigns where id = $1", [room.campaignId]);
    expect(rows[0].status).toBe("active");
    const page = { limit: 50, cursor: null, doubt: "failed" } as const;
    const { items } = await listDoubtfulMails(app, room.actor, page);
    expect(items[0]?.evidence.at(-1)?.sentence).toMatch(/provider said no \(Google refused the recipient\)/);
  });

  it("disconnects an inbox without scope; its mail waits, and says so", async () => {
    const room = await ready("scope");
    await refusingSends("scope_missing", "A permission was not granted. Connect it again.", async () => {
      for (let turns = 0; turns < 3; turns++) await room.turn();
    });
    expect(await callsOf(room.campaignId, "send_draft")).toBe(1);
    expect((await firstJob(world, room.campaignId)).status).toBe("prepared");
    const journey = await journeyOf(world, room.campaignId);
    const why = await explainJourney(app, room.actor, { campaignId: room.campaignId, leadId: journey.lead_id });
    expect(why.sentence).toMatch(/is disconnected \(A permission was not granted/);
  });
});

describe("a thread that is gone", () => {
  it("holds the follow-up with the choice a person has, instead of asking for ever", async () => {
    const room = await ready("gone");
    await room.turn();
    await world.db.pool.query(
      "update send_jobs set provider_thread_id = 'deadbeefdeadbeef' where campaign_id = $1 and step_no = 1",
      [room.campaignId],
    );
    await world.db.pool.query("update send_jobs set due_at = due_at - interval '4 days' where campaign_id = $1", [
      room.campaignId,
    ]);
    for (let turns = 0; turns < 3; turns++) await room.turn();
    const second = (await jobsOf(world, room.campaignId))[1];
    expect(second).toMatchObject({ status: "held", reason: "previous_unknown" });
    expect(second?.reason_detail).toMatch(/^The thread of the mails before is gone/);
    expect(await callsOf(room.campaignId, "create_draft")).toBe(2);
    await releaseFollowUp(app, room.actor, { sendJobId: second?.id ?? "" });
    expect((await jobsOf(world, room.campaignId)).map((job) => job.provider_thread_id)).toEqual([null, null]);
    expect((await jobsOf(world, room.campaignId))[1]).toMatchObject({ status: "scheduled", reason: null });
  });
});
