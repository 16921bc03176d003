/** What people do meanwhile: to the lead, the campaign and the inbox in the product, and to the draft in the mailbox. */
import { setTimeout as wait } from "node:timers/promises";
import { sendJobIn } from "./calls.ts";
import { type Deed, passOn, whenThrough } from "./deeds.ts";
import type { Strike } from "./nemesis.ts";
import type { ByHand } from "./transport.ts";

/** Long enough for another worker to find the mail, if it could. */
const LOOK_MS = 1_000;

/**
 * The call may take longer than a lease, so that another worker brings the mail through its preflight before the suppression
 * is committed. What has not passed it when the answer comes never leaves (I3).
 */
export const suppress: Deed = async ({ world, job, passing, sendJobId, mayEnd }) => {
  const person = world.personOf(job.workspaceId);
  // A halted worker may hold the lead's row for longer than a request waits; a person tries again.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await person.call("POST", "/api/suppressions", { email: job.toEmail });
      break;
    } catch (error) {
      if (attempt === 12) throw error;
    }
  }
  const { status } = await world.readJob(sendJobId);
  if (status === "sending" || status === "sent") mayEnd(["sent", "canceled"]);
  await passOn(passing);
};

export const reply: Deed = async ({ world, job, passing }) => {
  const mail = (await world.ledger(job.fromEmail)).find(({ to }) => to === job.toEmail);
  if (!mail) throw new Error("The lead has no mail to answer.");
  await world.reply({ mailbox: job.fromEmail, mail, text: "Thanks, I had a look. Please call me on Monday." });
  await passOn(passing);
};

export const pauseLead: Deed = async (strike) => {
  const { world, job, passing } = strike;
  const person = world.personOf(job.workspaceId);
  const path = `/api/campaigns/${job.campaignId}/leads/${job.leadId}`;
  await person.call("POST", `${path}/pause`);
  await passOn(passing);
  await wait(LOOK_MS);
  if ((await deliveriesOf(strike)) > 0) throw new Error("A mail left after its lead was paused.");
  await person.call("POST", `${path}/resume`);
};

/** The pause may wait for calls on their way, ours too; after its answer nothing of the campaign leaves. */
export const pauseCampaign: Deed = async (strike) => {
  const { world, job, passing } = strike;
  const person = world.personOf(job.workspaceId);
  const pausing = person.call("POST", `/api/campaigns/${job.campaignId}/pause`);
  await wait(100);
  await Promise.all([pausing, passOn(passing)]);
  const before = await deliveriesOfCampaign(strike);
  await wait(LOOK_MS);
  const after = await deliveriesOfCampaign(strike);
  if (after > before) throw new Error(`${after - before} mails left after their campaign was paused.`);
  await person.call("POST", `/api/campaigns/${job.campaignId}/resume`);
};

/** The mailbox is taken away, nothing leaves, and it is connected again. */
export const disconnect: Deed = async (strike) => {
  const { world, job, passing } = strike;
  const person = world.personOf(job.workspaceId);
  await person.call("POST", `/api/inboxes/${job.inboxId}/disconnect`);
  await passOn(passing);
  await wait(LOOK_MS);
  if ((await deliveriesOf(strike)) > 0) throw new Error("A mail left after its inbox was disconnected.");
  await world.transport.connect(person, job.fromEmail);
};

/** A person throws the draft away just before it is sent. */
export const deleteDraft: Deed = async ({ world, job, passing }) => {
  await world.control("delete", { mailbox: job.fromEmail, id: passing.call.draftId });
  await passOn(passing);
};

/** A person writes the draft anew: what is sent is theirs, and does not carry our header any more. */
export const editDraft: Deed = async (strike) => {
  const { world, job, passing } = strike;
  const mime = `To: ${job.toEmail}\r\nSubject: Rather like this\r\n\r\nWritten by hand.\r\n`;
  const call = world.transport.edit?.(draftIn(strike), mime);
  if (!call) throw new Error("A draft cannot be edited here.");
  await byHand(strike, call);
  await passOn(passing);
};

/** A person presses Send in the mailbox just before we do. */
export const sendDraft: Deed = async (strike) => {
  await byHand(strike, strike.world.transport.send(draftIn(strike)));
  // Not in the very seconds in which we post it (docs/decisions/010-proof-of-the-send-protocol.md, assumption 4).
  await whenThrough(strike.world);
  await passOn(strike.passing);
};

async function byHand({ world, passing }: Strike, { method, path, body, headers: more }: ByHand): Promise<void> {
  const headers = { Authorization: passing.authorization, "Content-Type": "application/json", ...more };
  const response = await fetch(`${world.providerUrl}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`By hand, ${method} ${path} was answered ${response.status}.`);
}

function draftIn({ passing }: Strike): string {
  return passing.call.draftId ?? "";
}

async function deliveriesOf({ world, job, sendJobId }: Strike): Promise<number> {
  return (await world.ledger(job.fromEmail)).filter((mail) => sendJobIn(mail.raw) === sendJobId).length;
}

async function deliveriesOfCampaign({ world, job }: Strike): Promise<number> {
  const rows = await world.database.ask<{ id: string }>("select id from send_jobs where campaign_id = $1", [
    job.campaignId,
  ]);
  const own = new Set(rows.map((row) => row.id));
  return (await world.ledger()).filter((mail) => own.has(sendJobIn(mail.raw) ?? "")).length;
}
