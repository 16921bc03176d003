import { describe, expect, it } from "vitest";
import { newId } from "../../../app/domain/ids.ts";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { cancelCampaign } from "../../../app/use-cases/campaigns/cancel-campaign.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { readCampaign } from "../../../app/use-cases/campaigns/read-campaign.server.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { insertLeads, readyCampaign, rowsOf } from "./campaign-story.ts";

const db = await testDatabase();
const app = testApp(db);

describe("adding leads", () => {
  it("skips who is in, who is suppressed and who does not exist, each with its reason", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await createCampaign(app, actor, { name: "Spring" });
    const [first = "", blocked = "", third = ""] = await insertLeads(db, actor, 3);
    await db.pool.query("insert into suppressions (workspace_id, id, email, reason) values ($1, $2, $3, 'manual')", [
      actor.workspaceId,
      newId(),
      `${blocked}@lead.test`,
    ]);
    await addLeads(app, actor, { campaignId, leads: { leadIds: [first] } });
    const unknown = newId();
    const stranger = await insertWorkspace(db);
    const [foreign = ""] = await insertLeads(db, stranger, 1);
    const added = await addLeads(app, actor, {
      campaignId,
      leads: { leadIds: [first, blocked, third, third, unknown, foreign] },
    });
    expect(added.addedCount).toBe(1);
    expect(added.skipped).toEqual([
      { leadId: first, reason: "already_in_campaign" },
      { leadId: blocked, reason: "suppressed" },
      { leadId: unknown, reason: "not_found" },
      { leadId: foreign, reason: "not_found" },
    ]);
    expect((await readCampaign(app, actor, { campaignId })).leadsTotal).toBe(2);
  });

  it("takes the leads of an import", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await createCampaign(app, actor, { name: "Spring" });
    const [mine = ""] = await insertLeads(db, actor, 2);
    const importId = newId();
    await db.pool.query(
      "insert into lead_imports (workspace_id, id, file_name, status) values ($1, $2, 'a.csv', 'completed')",
      [actor.workspaceId, importId],
    );
    await db.pool.query(
      "insert into lead_sources (workspace_id, id, lead_id, import_id, fetched_at) values ($1, $2, $3, $4, now())",
      [actor.workspaceId, newId(), mine, importId],
    );
    await expect(addLeads(app, actor, { campaignId, leads: { importId } })).resolves.toEqual({
      addedCount: 1,
      skipped: [],
    });
    await expect(addLeads(app, actor, { campaignId, leads: { importId: newId() } })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("takes what a search finds, and takes search signs literally", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await createCampaign(app, actor, { name: "Spring" });
    await insertLeads(db, actor, 2, "Zoë");
    await insertLeads(db, actor, 3, "Max_1");
    await expect(addLeads(app, actor, { campaignId, leads: { filter: { q: "zoë  X" } } })).resolves.toMatchObject({
      addedCount: 2,
    });
    await expect(addLeads(app, actor, { campaignId, leads: { filter: { q: "x_1" } } })).resolves.toMatchObject({
      addedCount: 3,
    });
    await expect(addLeads(app, actor, { campaignId, leads: { filter: { q: "%" } } })).resolves.toMatchObject({
      addedCount: 0,
    });
    await expect(addLeads(app, actor, { campaignId, leads: { filter: {} } })).resolves.toMatchObject({ addedCount: 0 });
  });

  it("begins their journeys at once in a running campaign, and refuses a completed one", async () => {
    const actor = await insertWorkspace(db);
    const { campaignId } = await readyCampaign(app, actor);
    await launchCampaign(app, actor, { campaignId });
    const [later = ""] = await insertLeads(db, actor, 1);
    await addLeads(app, actor, { campaignId, leads: { leadIds: [later] } });
    expect(
      await rowsOf(db, "select status from send_jobs where campaign_id = $1 and lead_id = $2", [campaignId, later]),
    ).toEqual([{ status: "scheduled" }]);
    await cancelCampaign(app, actor, { campaignId });
    await expect(addLeads(app, actor, { campaignId, leads: { filter: {} } })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});
