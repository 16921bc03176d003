/** A workspace with something on every page: a running campaign, an answer, a draft, an unfinished import. */
import type { Page } from "playwright-core";
import { addImported, createCampaign, writeSteps } from "./campaigns.ts";
import { connectInbox, setInbox, setPostalAddress, signUp } from "./entering.ts";
import { importLeads, leadsFile, uploadLeads } from "./leads.ts";
import { fills, letsPass, opens, type Person, presses, sees } from "./person.ts";

export type Furnished = Record<
  "inbox" | "import" | "unfinishedImport" | "campaign" | "draft" | "journey" | "lead" | "conversation" | "unsubscribe",
  string
>;

/** The paths of one page of each kind. */
export async function furnish(person: Person): Promise<Furnished> {
  const { page, app } = person;
  await signUp(person, "Nilsen Analytics");
  await setPostalAddress(person, "Nilsen Analytics AS\nStorgata 1\n0155 Oslo");
  await connectInbox(person);
  await setInbox(person, { cap: "20", gap: "60" });
  const inbox = pathOf(page);
  await importLeads(person, "shops.csv", leadsFile("shops.test"));
  const imported = pathOf(page);
  const campaign = await draftCampaign(person, "Spring");
  await presses(person, "Launch campaign");
  await sees(person, "Campaign launched.");
  const draft = await draftCampaign(person, "Summer");
  await opens(person, "/app/suppressions");
  await fills(person, { "One per line": "rival.test\nnobody@elsewhere.test" });
  await presses(person, "Add to suppressions");
  await sees(person, "Added.");
  await letsPass(person, "+1 day");
  const [mail, other] = await app.accepted(person.email);
  await app.control("reply", { mailbox: person.email, messageId: mail?.id, kind: "reply", text: "Tell me more." });
  await letsPass(person, "+1 hour");
  const conversation = await firstLinkOn(person, "/app/replies");
  const lead = await firstLinkOn(person, "/app/leads");
  const journey = await firstLinkOn(person, `${campaign}/leads`);
  await uploadLeads(person, "more.csv", leadsFile("more.test"));
  const unfinishedImport = pathOf(page);
  const unsubscribe = new URL(other?.unsubscribeUrl ?? "").pathname;
  return { inbox, import: imported, unfinishedImport, campaign, draft, journey, lead, conversation, unsubscribe };
}

const pathOf = (page: Page) => new URL(page.url()).pathname;

async function firstLinkOn(person: Person, path: string): Promise<string> {
  await opens(person, path);
  const href = await person.page.getByRole("table").getByRole("link").first().getAttribute("href");
  if (href === null) throw new Error(`no link on ${path}`);
  return href;
}

async function draftCampaign(person: Person, name: string): Promise<string> {
  await createCampaign(person, name);
  const base = new URL(person.page.url()).pathname.replace("/sequence", "");
  const text = 'Hi {{ first_name | default: "there" }}, a question.';
  await writeSteps(person, [
    { subject: "A question", text },
    { afterDays: "5", text: "Did it reach you?" },
  ]);
  await addImported(person, "shops.csv");
  await sees(person, "4 leads were added");
  return base;
}
