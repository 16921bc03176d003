/** A campaign of two steps to silent people, set up through the public doors. */
import { connectMailbox, httpPerson, type Person } from "../../../scripts/http-person.ts";

export type Mailing = { person: Person; campaignId: string; addresses: string[] };

const STEPS = [
  { delayDays: 0, variants: [{ subject: "A question for {{company}}", body: "Hi {{first_name}}, a question." }] },
  { delayDays: 1, variants: [{ subject: "", body: "Hi {{first_name}}, did my first mail reach you?" }] },
];

export async function launchMailing(
  origin: string,
  options: { inboxes: string[]; leadCount: number },
): Promise<Mailing> {
  const person = httpPerson(origin);
  await person.submit("/signup", {
    name: "Nora",
    company: "Nilsen",
    email: "nora@nilsen.test",
    password: "crash-password-1",
  });
  const postalAddress = "Nilsen AS, Storgata 1, 0155 Oslo";
  await person.submit("/app/settings/workspace", { name: "Nilsen", timeZone: "Europe/Oslo", postalAddress });
  for (const email of options.inboxes) await connectMailbox(person, "google", email);
  const { items } = await person.call<{ items: { inboxId: string }[] }>("GET", "/api/inboxes");
  const inboxIds = items.map((inbox) => inbox.inboxId);
  for (const inboxId of inboxIds) {
    const window = { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "23:59" };
    await person.call("PATCH", `/api/inboxes/${inboxId}/settings`, { cap: 500, minGapSeconds: 0, window });
  }
  const addresses = Array.from({ length: options.leadCount }, (_, index) => `lea@shop${index}.test`);
  const rows = addresses.map((address, index) => `Lea,${address},Shop ${index}`);
  const file = ["First Name,Email,Company", ...rows, ""].join("\r\n");
  const { importId } = await person.call<{ importId: string }>("POST", "/api/leads/import", file);
  await imported(person, importId);
  const campaign = { name: "Crash", inboxIds };
  const { campaignId } = await person.call<{ campaignId: string }>("POST", "/api/campaigns", campaign);
  await person.call("PUT", `/api/campaigns/${campaignId}/sequence`, { steps: STEPS });
  await person.call("POST", `/api/campaigns/${campaignId}/leads`, { importId });
  await person.call("POST", `/api/campaigns/${campaignId}/launch`);
  return { person, campaignId, addresses };
}

async function imported(person: Person, importId: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { status } = await person.call<{ status: string }>("GET", `/api/leads/imports/${importId}`);
    if (status === "completed") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the import did not end");
}
