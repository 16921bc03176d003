import { describe, expect, it } from "vitest";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { checkLaunch } from "../../../app/use-cases/campaigns/check-launch.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import { stopJourney } from "../../../app/use-cases/campaigns/stop-journey.server.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { insertInbox, insertLeads, readyCampaign, rowsOf, sequence } from "./campaign-story.ts";

const db = await testDatabase();
const app = testApp(db);

const jobsOf = (campaignId: string) =>
  rowsOf<{
    idempotency_key: string;
    campaign_lead_id: string;
    inbox_id: string;
    to_email: string;
    due_at: Date;
    status: string;
  }>(db, "select * from send_jobs where campaign_id = $1 order by campaign_lead_id", [campaignId]);

describe("launch", () => {
  it("plans the first mail of each lead, due now, and pins sequence and inbox", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId, inboxId, leadIds } = await readyCampaign(app, actor);
    const outcome = await launchCampaign(app, actor, { campaignId });
    expect(outcome).toMatchObject({
      outcome: "launched",
      campaign: { status: "active", leadsTotal: 3, launchedAt: new Date("2026-11-24T09:00:00Z") },
    });
    const jobs = await jobsOf(campaignId);
    expect(jobs.map((job) => job.to_email)).toEqual(leadIds.map((id) => `${id}@lead.test`));
    for (const job of jobs)
      expect(job).toMatchObject({
        status: "scheduled",
        inbox_id: inboxId,
        step_no: 1,
        variant: 0,
        due_at: new Date("2026-11-24T09:00:00Z"),
        idempotency_key: `seq:${job.campaign_lead_id}:1`,
      });
    const journeys = await rowsOf(
      db,
      "select next_step_no, next_due_at, position, inbox_id, sequence_id is not null as pinned from campaign_leads where campaign_id = $1",
      [campaignId],
    );
    for (const journey of journeys)
      expect(journey).toEqual({
        next_step_no: 1,
        next_due_at: new Date("2026-11-24T09:00:00Z"),
        position: 0,
        inbox_id: inboxId,
        pinned: true,
      });
    expect(await rowsOf(db, "select 1 from graphile_worker.jobs where task_identifier = 'tick'", [])).not.toHaveLength(
      0,
    );
  });

  it("happens once, however many ask at once", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await readyCampaign(app, actor);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => launchCampaign(app, actor, { campaignId })));
    expect(outcomes.filter(({ outcome }) => outcome === "launched")).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === "already_active")).toHaveLength(49);
    expect(await jobsOf(campaignId)).toHaveLength(3);
    expect(await rowsOf(db, "select 1 from audit_events where entity_id = $1", [campaignId])).toHaveLength(1);
  });

  it("is refused with lead, field and step while a field is blank", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId, leadIds } = await readyCampaign(app, actor, { leads: 2, firstName: " " });
    const outcome = await launchCampaign(app, actor, { campaignId });
    const open = outcome.outcome === "not_ready" ? outcome.checklist.filter((check) => check.state === "todo") : [];
    expect(open.map((check) => check.id)).toEqual(["merge_fields_filled"]);
    expect(open[0]?.problems?.total).toBe(4);
    expect(open[0]?.problems?.items[0]).toMatchObject({
      leadId: leadIds[0],
      field: "first_name",
      reason: "blank",
      stepNo: 1,
    });
    expect(await jobsOf(campaignId)).toEqual([]);
  });

  it("is refused with the whole list for an empty draft", async () => {
    const actor = await insertWorkspace(db, { postalAddress: null });
    const { campaignId } = await createCampaign(app, actor, { name: "Empty" });
    const open = (await checkLaunch(app, actor, { campaignId })).filter((check) => check.state === "todo");
    expect(open.map((check) => check.id)).toEqual(["has_steps", "has_leads", "has_inbox", "postal_address_set"]);
  });

  it("shares the leads among inboxes by their caps, and goes on so with leads added later", async () => {
    const actor = await insertWorkspace(db);
    const small = await insertInbox(db, actor, { capPerDay: 10 });
    const large = await insertInbox(db, actor, { capPerDay: 20 });
    const { campaignId } = await createCampaign(app, actor, { name: "Two", inboxIds: [small, large] });
    await saveSequence(app, actor, { campaignId, sequence });
    await addLeads(app, actor, { campaignId, leads: { leadIds: await insertLeads(db, actor, 4) } });
    await launchCampaign(app, actor, { campaignId });
    await addLeads(app, actor, { campaignId, leads: { leadIds: await insertLeads(db, actor, 5) } });
    const inboxes = (await jobsOf(campaignId)).map((job) => job.inbox_id);
    expect(inboxes).toEqual([large, small, large, large, small, large, large, small, large]);
  });

  it("leaves out a lead that was stopped before", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId, leadIds } = await readyCampaign(app, actor);
    await stopJourney(app, actor, { campaignId, leadId: leadIds[0] ?? "" });
    await launchCampaign(app, actor, { campaignId });
    expect(await jobsOf(campaignId)).toHaveLength(2);
  });

  it("does not show or touch another workspace's campaign", async () => {
    const [actor, stranger] = [await insertWorkspace(db), await insertWorkspace(db)];
    const { campaignId } = await readyCampaign(app, actor);
    await expect(launchCampaign(app, stranger, { campaignId })).rejects.toMatchObject({ code: "not_found" });
    expect(await jobsOf(campaignId)).toEqual([]);
  });

  it("takes 20,000 leads, one first mail each", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await readyCampaign(app, actor, { leads: 20_000 });
    await expect(launchCampaign(app, actor, { campaignId })).resolves.toMatchObject({ outcome: "launched" });
    expect(await rowsOf(db, "select count(*) from send_jobs where campaign_id = $1", [campaignId])).toEqual([
      { count: 20_000 },
    ]);
  }, 60_000);
});
