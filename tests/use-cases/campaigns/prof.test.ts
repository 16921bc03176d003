import { it } from "vitest";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { checkLaunch } from "../../../app/use-cases/campaigns/check-launch.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import { testDatabase } from "../../setup/database.ts";
import { insertWorkspace, testApp } from "./app-setup.ts";
import { insertInbox, insertLeads, sequence } from "./campaign-story.ts";

const db = await testDatabase();
const app = testApp(db);
it("x", async () => {
  const out: string[] = [];
  let t = performance.now();
  const lap = (w: string) => {
    out.push(`${w} ${Math.round(performance.now() - t)}`);
    t = performance.now();
  };
  const actor = await insertWorkspace(db);
  const inboxId = await insertInbox(app.db, actor);
  const { campaignId } = await createCampaign(app, actor, { name: "Spring", inboxIds: [inboxId] });
  await saveSequence(app, actor, { campaignId, sequence });
  const small = await createCampaign(app, actor, { name: "Small", inboxIds: [inboxId] });
  await saveSequence(app, actor, { campaignId: small.campaignId, sequence });
  for (let i = 0; i < 6; i++) {
  await addLeads(app, actor, { campaignId: small.campaignId, leads: { leadIds: await insertLeads(app.db, actor, 3) } });
  await launchCampaign(app, actor, { campaignId: small.campaignId });}
  lap("base");
  const leadIds = await insertLeads(app.db, actor, 20000);
  lap("leads");
  await addLeads(app, actor, { campaignId, leads: { leadIds } });
  lap("add");
  await checkLaunch(app, actor, { campaignId });
  lap("check");
  await launchCampaign(app, actor, { campaignId });
  lap("launch");
  process.stdout.write(out.join("\n") + "\n");
}, 120000);
