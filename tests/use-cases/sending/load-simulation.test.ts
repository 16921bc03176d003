import { expect, it } from "vitest";
import { createCalendar } from "../../../app/domain/calendar.ts";
import { forecastCampaign } from "../../../app/domain/campaign-forecast.ts";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import { loadSimulation } from "../../../app/use-cases/sending/load-simulation.server.ts";
import { launchTo, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld();

it("counts on the mails that another campaign's inbox sends to the same company", async () => {
  const { app, db } = world;
  const actor = await world.workspace();
  await db.pool.query("update workspaces set company_spread = 1, time_zone = 'UTC' where id = $1", [actor.workspaceId]);
  const [ana, ben, cem] = [
    await world.openInbox(actor, "ana@own.test"),
    await world.openInbox(actor, "ben@own.test"),
    await world.openInbox(actor, "cem@own.test"),
  ];
  await launchTo(world, actor, { inboxId: ana, emails: ["silent.a@shared.test", "silent.b@shared.test"] });
  await launchTo(world, actor, { inboxId: cem, emails: ["silent.c@elsewhere.test"] });
  const { campaignId } = await createCampaign(app, actor, { name: "Draft", inboxIds: [ben] });
  const steps = [{ delayDays: 0, businessDays: false, variants: [{ subject: "Hello", body: "A question." }] }];
  await saveSequence(app, actor, { campaignId, sequence: { steps } });
  const leadIds = await world.insertLeads(actor, ["silent.d@shared.test"]);
  await addLeads(app, actor, { campaignId, leads: { leadIds } });

  const explain = { from: 0, count: 0 };
  const choice = { campaignId, seed: 1, days: 30, replyRate: 0, bounceRate: 0, explain };
  const facts = await loadSimulation(app, actor, choice);
  // Two of the company's people stand before the draft's: one a day.
  const forecast = forecastCampaign({ ...facts, calendar: createCalendar() });
  expect(forecast.perDay).toEqual([{ on: "2026-11-26", count: 1 }]);
  expect(forecast.perInbox).toEqual([
    { inboxId: ben, email: "ben@own.test", count: 1, perDay: [{ on: "2026-11-26", count: 1 }] },
  ]);
  // Whoever writes to none of these companies has no say.
  expect(facts.inboxes.map(({ inbox }) => inbox.inboxId).sort()).toEqual([ana, ben].sort());
});
