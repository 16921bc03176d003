/** The first minutes of a new user: the account, the postal address, the inbox. */
import { field, fills, follows, opens, PASSWORD, type Person, presses, sees } from "./person.ts";

export async function signUp(person: Person, company: string): Promise<void> {
  await opens(person, "/");
  await follows(person, "Create a workspace");
  await fills(person, {
    "Your name": "Nora Nilsen",
    Company: company,
    "E-mail address": person.email,
    Password: PASSWORD,
  });
  await presses(person, "Create workspace");
  await sees(person, "First steps");
}

export async function setPostalAddress(person: Person, postalAddress: string): Promise<void> {
  await opens(person, "/app/settings/workspace");
  await sees(person, "A postal address is missing.");
  await field(person, "Time zone").selectOption("Europe/Oslo");
  await fills(person, { "Postal address": postalAddress });
  await presses(person, "Save settings");
  await sees(person, "Settings saved.");
}

export async function connectInbox(person: Person): Promise<void> {
  await opens(person, "/app/settings/inboxes");
  await follows(person, "Connect Gmail");
  await person.page.getByRole("heading", { name: "Sandbox sign-in with Google" }).waitFor();
  await person.page.getByRole("textbox").fill(person.email);
  await presses(person, "Allow");
  await sees(person, "The inbox is connected.", "1 of 1 inbox sends.");
}

/** Every day from early to late, so that the story ends on the same day of the week wherever it starts. */
export async function setInbox(person: Person, settings: { cap: string; gap: string }): Promise<void> {
  await opens(person, "/app/settings/inboxes");
  await follows(person, person.email, person.page.getByRole("table"));
  await sees(person, /0 of \d+ mails today/);
  await fills(person, { "Mails per day": settings.cap, "Shortest gap between two mails": settings.gap });
  await fillsWindow(person);
  await presses(person, "Save settings");
  await sees(person, "The settings are saved.");
}

export async function fillsWindow(person: Person): Promise<void> {
  await person.page.getByLabel("Saturday").check();
  await person.page.getByLabel("Sunday").check();
  await fills(person, { From: "06:00", Until: "22:00" });
}
