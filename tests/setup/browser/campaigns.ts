/** From an empty campaign to a launched one. */
import { fillsWindow } from "./entering.ts";
import { field, fills, follows, opens, type Person, presses, sees } from "./person.ts";

export async function createCampaign(person: Person, name: string): Promise<void> {
  await opens(person, "/app/campaigns/new");
  await fills(person, { Name: name });
  await fillsWindow(person);
  await person.page.getByLabel("Send nothing on public holidays").uncheck();
  await presses(person, "Create campaign");
  await sees(person, "Campaign created. Now write its mails.");
}

export type WrittenStep = { subject?: string; text: string; afterDays?: string };

/** Writes all steps of a draft anew, adding them where they are missing. */
export async function writeSteps(person: Person, steps: WrittenStep[]): Promise<void> {
  await follows(person, "Sequence");
  for (const [index, step] of steps.entries()) {
    const group = person.page.getByRole("group", { name: `Step ${index + 1}` });
    if (index > 0 && (await group.count()) === 0) await presses(person, "Add step");
    await group.waitFor();
    if (step.subject !== undefined) await field(person, "Subject", group).fill(step.subject);
    if (step.afterDays !== undefined) {
      await group.getByLabel("Days after the mail before").fill(step.afterDays);
      await group.getByLabel("Counted in").selectOption({ label: "calendar days" });
    }
    await field(person, "Text", group).fill(step.text);
  }
  await presses(person, "Save sequence");
  await sees(person, "Sequence saved.");
}

export async function addImported(person: Person, fileName: string): Promise<void> {
  await person.page
    .getByRole("link", { name: /^Leads/ })
    .filter({ visible: true })
    .last()
    .click();
  const choice = person.page.getByLabel("By import");
  const label = await choice.locator("option", { hasText: fileName }).first().innerText();
  await choice.selectOption({ label });
  await presses(person, "Add its leads");
}

export async function seesOverview(person: Person): Promise<void> {
  await follows(person, "Overview");
  await person.page.getByRole("heading", { name: /^(Before launch|So far)$/ }).waitFor();
}
