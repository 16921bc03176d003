import { describe, expect, it } from "vitest";
import { archiveCampaign } from "../../../app/use-cases/campaigns/archive-campaign.server.ts";
import { cancelCampaign } from "../../../app/use-cases/campaigns/cancel-campaign.server.ts";
import { duplicateCampaign } from "../../../app/use-cases/campaigns/duplicate-campaign.server.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { listJourneys } from "../../../app/use-cases/campaigns/list-journeys.server.ts";
import { pauseCampaign } from "../../../app/use-cases/campaigns/pause-campaign.server.ts";
import { pauseJourney } from "../../../app/use-cases/campaigns/pause-journey.server.ts";
import { resumeCampaign } from "../../../app/use-cases/campaigns/resume-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import { stopJourney } from "../../../app/use-cases/campaigns/stop-journey.server.ts";
import { updateCampaign } from "../../../app/use-cases/campaigns/update-campaign.server.ts";
import { auditHash } from "../../../db/queries/audit.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { insertInbox, readyCampaign, rowsOf, sequence } from "./campaign-story.ts";

const db = await testDatabase();
const app = testApp(db);

async function launched() {
  const actor = await insertWorkspace(db);
  const story = await readyCampaign(app, actor);
  await launchCampaign(app, actor, { campaignId: story.campaignId });
  return { actor, ...story };
}

describe("pause and resume", () => {
  it("keeps every planned mail", async () => {
    const { actor, campaignId } = await launched();
    await expect(pauseCampaign(app, actor, { campaignId })).resolves.toMatchObject({ status: "paused" });
    await expect(pauseCampaign(app, actor, { campaignId })).resolves.toMatchObject({ status: "paused" });
    expect(await rowsOf(db, "select distinct status from send_jobs where campaign_id = $1", [campaignId])).toEqual([
      { status: "scheduled" },
    ]);
    await expect(resumeCampaign(app, actor, { campaignId })).resolves.toMatchObject({ status: "active" });
  });

  it("is refused for a draft", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await readyCampaign(app, actor);
    await expect(pauseCampaign(app, actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
    await expect(resumeCampaign(app, actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("cancel", () => {
  it("stops every journey, takes back every mail and completes the campaign", async () => {
    const { actor, campaignId } = await launched();
    await expect(cancelCampaign(app, actor, { campaignId })).resolves.toMatchObject({
      status: "completed",
      leadsFinal: 3,
      leadsTotal: 3,
    });
    expect(
      await rowsOf(db, "select distinct status, status_reason from campaign_leads where campaign_id = $1", [
        campaignId,
      ]),
    ).toEqual([{ status: "stopped", status_reason: "campaign canceled" }]);
    expect(await rowsOf(db, "select distinct status from send_jobs where campaign_id = $1", [campaignId])).toEqual([
      { status: "canceled" },
    ]);
    await expect(resumeCampaign(app, actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
  });

  it("leaves an audit chain that can be proven", async () => {
    const { actor, campaignId } = await launched();
    await pauseCampaign(app, actor, { campaignId });
    await cancelCampaign(app, actor, { campaignId });
    await archiveCampaign(app, actor, { campaignId });
    type Row = {
      id: string;
      workspace_id: string;
      actor_user_id: string;
      actor: string;
      action: string;
      entity: string;
      entity_id: string;
      change: object;
      request_id: null;
      at: Date;
      hash: Buffer;
      previous_hash: Buffer | null;
    };
    const rows = await rowsOf<Row>(db, "select * from audit_events where workspace_id = $1 order by id", [
      actor.workspaceId,
    ]);
    expect(rows.map((row) => row.action)).toEqual([
      "campaign.launched",
      "campaign.paused",
      "campaign.canceled",
      "campaign.archived",
    ]);
    let before: Buffer | null = null;
    for (const row of rows) {
      const { id, actor: who, action, entity, change, at } = row;
      const fields = {
        id,
        workspaceId: row.workspace_id,
        actorUserId: row.actor_user_id,
        actor: who,
        action,
        entity,
        entityId: row.entity_id,
        change,
        requestId: row.request_id,
        at,
      };
      expect(row.previous_hash).toEqual(before);
      expect(row.hash).toEqual(auditHash(before, fields));
      expect(row.hash).not.toEqual(auditHash(before, { ...fields, action: "campaign.renamed" }));
      before = row.hash;
    }
  });
});

describe("archive and duplicate", () => {
  it("archives only what cannot send", async () => {
    const { actor, campaignId } = await launched();
    await expect(archiveCampaign(app, actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
  });

  it("copies settings, inboxes and steps into a draft without leads", async () => {
    const { actor, campaignId, inboxId } = await launched();
    const copy = await duplicateCampaign(app, actor, { campaignId });
    expect(copy).toMatchObject({ name: "Copy of Spring", status: "draft", inboxIds: [inboxId], leadsTotal: 0 });
    const steps = await rowsOf(
      db,
      "select step_no from sequence_steps join sequences s on s.id = sequence_id where s.campaign_id = $1",
      [copy.campaignId],
    );
    expect(steps).toHaveLength(2);
  });
});

describe("a launched campaign", () => {
  it("keeps its steps and its inboxes", async () => {
    const { actor, campaignId, inboxId } = await launched();
    await expect(saveSequence(app, actor, { campaignId, sequence })).rejects.toMatchObject({ code: "conflict" });
    const other = await insertInbox(db, actor);
    await expect(updateCampaign(app, actor, { campaignId, change: { inboxIds: [other] } })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(
      updateCampaign(app, actor, { campaignId, change: { inboxIds: [inboxId], name: "Summer" } }),
    ).resolves.toMatchObject({ name: "Summer" });
  });

  it("keeps a window in which mail can go", async () => {
    const { actor, campaignId } = await launched();
    const window = { days: [7], start: "09:00", end: "17:00" };
    await expect(updateCampaign(app, actor, { campaignId, change: { window } })).rejects.toMatchObject({
      code: "invalid_input",
    });
    const later = { days: [1, 2], start: "10:00", end: "16:00" };
    await expect(
      updateCampaign(app, actor, { campaignId, change: { window: later, companyStop: true } }),
    ).resolves.toMatchObject({ window: later, companyStop: true });
  });
});

describe("one lead's journey", () => {
  it("is paused, resumed and stopped", async () => {
    const { actor, campaignId, leadIds } = await launched();
    const leadId = leadIds[1] ?? "";
    await expect(pauseJourney(app, actor, { campaignId, leadId, isPaused: true })).resolves.toMatchObject({
      pausedAt: new Date("2026-11-24T09:00:00Z"),
    });
    await expect(pauseJourney(app, actor, { campaignId, leadId, isPaused: false })).resolves.toMatchObject({
      pausedAt: null,
    });
    await expect(stopJourney(app, actor, { campaignId, leadId })).resolves.toMatchObject({
      status: "stopped",
      statusReason: "stopped by hand",
    });
    await expect(pauseJourney(app, actor, { campaignId, leadId, isPaused: true })).rejects.toMatchObject({
      code: "conflict",
    });
    const page = await listJourneys(app, actor, { campaignId, limit: 2, cursor: null });
    expect(page.items.map((journey) => journey.status)).toEqual(["waiting", "stopped"]);
    const rest = await listJourneys(app, actor, { campaignId, limit: 2, cursor: page.pageInfo.nextCursor });
    expect(rest.items.map((journey) => journey.leadId)).toEqual([leadIds[2]]);
  });
});
