import { describe, expect, it } from "vitest";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../../../app/use-cases/campaigns/launch-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import { DAY_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld();

describe("variants of a step", () => {
  it("are dealt to leads by their journey, also in later steps with fewer variants", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@variants.test", { min_gap_seconds: 0 });
    const emails = Array.from({ length: 12 }, (_, index) => `silent.v${index}@lead${index}.test`);
    const leadIds = await world.insertLeads(actor, emails);
    const { campaignId } = await createCampaign(world.app, actor, { name: "Variants", inboxIds: [inboxId] });
    const variant = (name: string) => ({ subject: `Variant ${name}`, body: `Body ${name}` });
    const steps = [
      { delayDays: 0, variants: [variant("A"), variant("B"), variant("C")] },
      { delayDays: 1, businessDays: false, variants: [variant("later")] },
    ];
    await saveSequence(world.app, actor, { campaignId, sequence: { steps } });
    await addLeads(world.app, actor, { campaignId, leads: { leadIds } });
    await launchCampaign(world.app, actor, { campaignId });
    await world.advance(2 * DAY_MS);
    const mails = await world.accepted("ana@variants.test");
    expect(mails).toHaveLength(24);
    const firsts = new Set(mails.map((mail) => mail.subject).filter((subject) => !subject.startsWith("Re:")));
    expect(firsts.size).toBeGreaterThan(1);
    expect(mails.filter((mail) => mail.raw.includes("Body later"))).toHaveLength(12);
  });
});
