/** Campaigns of two steps to silent people, set up through the public doors: one after the other, as long as mail is wanted. */
import { httpPerson, type Person } from "../../../scripts/http-person.ts";
import type { Transport } from "./transport.ts";

export type Mailing = { campaignId: string; addresses: string[]; inboxes: string[] };

export type Company = {
  name: string;
  person: Person;
  workspaceId: string;
  /** Launches a campaign to new people from new inboxes. */
  launch(size: { leads: number }): Promise<Mailing>;
};

export type MailingStyle = {
  timeZone: string;
  window: { days: number[]; start: string; end: string };
  cap: number;
  followUpDays: number;
};

export const AT_ONCE: MailingStyle = {
  timeZone: "Europe/Oslo",
  window: { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "23:59" },
  cap: 400,
  followUpDays: 0,
};

export async function foundCompany(
  origin: string,
  name: string,
  style: MailingStyle,
  transport: Transport,
): Promise<Company> {
  const person = httpPerson(origin);
  await person.submit("/signup", {
    name: "Nora",
    company: name,
    email: `nora@${name}.test`,
    password: "crash-password-1",
  });
  const postalAddress = "Storgata 1, 0155 Oslo";
  await person.submit("/app/settings/workspace", { name, timeZone: style.timeZone, postalAddress });
  let count = 0;
  const connected = new Set<string>();

  async function openInboxes(emails: string[]): Promise<string[]> {
    for (const email of emails.filter((each) => !connected.has(each))) {
      await transport.connect(person, email);
      connected.add(email);
    }
    const { items } = await person.call<{ items: { inboxId: string; email: string }[] }>(
      "GET",
      "/api/inboxes?limit=200",
    );
    const ids = items.filter((inbox) => emails.includes(inbox.email)).map((inbox) => inbox.inboxId);
    const { cap, window, timeZone } = style;
    for (const id of ids)
      await person.call("PATCH", `/api/inboxes/${id}/settings`, { cap, minGapSeconds: 0, window, timeZone });
    return ids;
  }

  return {
    name,
    person,
    workspaceId: "",
    launch: async (size) => {
      count += 1;
      const inboxes = transport.inboxesOf(name, count);
      const inboxIds = await openInboxes(inboxes);
      const addresses = Array.from({ length: size.leads }, (_, index) =>
        transport.leadAddress(`${name}${count}-${index}`),
      );
      const leadIds: string[] = [];
      for (const [index, email] of addresses.entries()) {
        const lead = {
          email,
          firstName: "Lea",
          companyName: `Shop ${index}`,
          companyDomain: `shop${count}-${index}.example`,
        };
        leadIds.push((await person.call<{ leadId: string }>("POST", "/api/leads", lead)).leadId);
      }
      const campaign = { name: `Crash ${count}`, inboxIds, timeZone: style.timeZone, window: style.window };
      const { campaignId } = await person.call<{ campaignId: string }>("POST", "/api/campaigns", campaign);
      await person.call("PUT", `/api/campaigns/${campaignId}/sequence`, { steps: stepsOf(style) });
      await person.call("POST", `/api/campaigns/${campaignId}/leads`, { leadIds });
      await person.call("POST", `/api/campaigns/${campaignId}/launch`);
      return { campaignId, addresses, inboxes };
    },
  };
}

function stepsOf({ followUpDays }: MailingStyle) {
  return [
    { delayDays: 0, variants: [{ subject: "A question for {{company}}", body: "Hi {{first_name}}, a question." }] },
    {
      delayDays: followUpDays,
      businessDays: false,
      variants: [{ subject: "", body: "Hi {{first_name}}, did my first mail reach you?" }],
    },
  ];
}
