/** The demo's story, told through the public doors only: sign up, connect, import, write, launch, let days pass. */
import { connectGmail, httpPerson, type Person } from "./http-person.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const DEMO = { email: "demo@leadbitz.test", password: "demo-password-1" };
const RIVAL = { email: "rival@leadbitz.test", password: "rival-password-1" };

/** True when the story was told before. */
export async function isTold(origin: string): Promise<boolean> {
  const response = await fetch(`${origin}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: origin },
    body: new URLSearchParams(DEMO),
  });
  return response.status >= 300 && response.status < 400;
}

export async function tellStory(origin: string): Promise<void> {
  const rival = await signUp(
    origin,
    { ...RIVAL, name: "Rita Rival", company: "Rival Partners" },
    "Rival Partners, 1 Other Street, Dublin",
  );
  await rival.call("POST", "/api/leads", {
    email: "secret.contact@rival-only.test",
    firstName: "Secret",
    companyName: "Rival Only",
  });
  await rival.call("POST", "/api/campaigns", { name: "Rival's own campaign" });

  const demo = await signUp(
    origin,
    { ...DEMO, name: "Ana Demo", company: "Acme Analytics" },
    "Acme Analytics GmbH, Hauptstr. 1, 10115 Berlin",
  );
  await connectGmail(demo, "ana@acme-analytics.test");
  const { items } = await demo.call<{ items: { inboxId: string }[] }>("GET", "/api/inboxes");
  const inboxIds = items.map((inbox) => inbox.inboxId);
  for (const inboxId of inboxIds) {
    const window = { days: [1, 2, 3, 4, 5], start: "08:00", end: "18:00" };
    await demo.call("PATCH", `/api/inboxes/${inboxId}/settings`, {
      cap: 20,
      minGapSeconds: 240,
      timeZone: "Europe/Berlin",
      window,
    });
  }
  const { importId } = await demo.call<{ importId: string }>("POST", "/api/leads/import", leadsCsv());
  await waitForImport(demo, importId);
  const { campaignId } = await demo.call<{ campaignId: string }>("POST", "/api/campaigns", {
    name: "Analytics for shops, spring",
    inboxIds,
  });
  await demo.call("PUT", `/api/campaigns/${campaignId}/sequence`, { steps: STEPS });
  await demo.call("POST", `/api/campaigns/${campaignId}/leads`, { importId });
  await demo.call("POST", `/api/campaigns/${campaignId}/launch`);
  await demo.call("POST", "/api/demo/clock", { advanceMs: 2 * DAY_MS });
}

async function signUp(origin: string, account: Record<string, string>, postalAddress: string): Promise<Person> {
  const person = httpPerson(origin);
  await person.submit("/signup", account);
  await person.submit("/app/settings/workspace", {
    name: account.company ?? "",
    timeZone: "Europe/Berlin",
    postalAddress,
  });
  return person;
}

async function waitForImport(person: Person, importId: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { status } = await person.call<{ status: string }>("GET", `/api/leads/imports/${importId}`);
    if (status === "completed") return;
    if (status === "failed") throw new Error("the demo's import failed");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the demo's import did not end");
}

const STEPS = [
  {
    delayDays: 0,
    variants: [
      {
        subject: "Which products sell together at {{company}}?",
        body: 'Hi {{first_name | default: "there"}},\n\nmost shops of your size find out too late which products sell together. We show it on one page, from the orders you already have.\n\nWould ten minutes next week be of use to you?\n\nAna',
      },
    ],
  },
  {
    delayDays: 2,
    businessDays: true,
    variants: [
      {
        subject: "",
        body: 'Hi {{first_name | default: "there"}},\n\na short example: a shop for bicycles found that pumps and lights leave together, and moved them side by side.\n\nShall I send it to you?\n\nAna',
      },
    ],
  },
  {
    delayDays: 4,
    businessDays: true,
    variants: [
      {
        subject: "",
        body: 'Hi {{first_name | default: "there"}},\n\nI will not write again unless you ask me to. If it is of use later, just answer this mail.\n\nAna',
      },
    ],
  },
];

/**
 * 60 people of 40 shops; what they do is the sandbox's seeded rule. None of these addresses bounces by it: one among the
 * first thirty mails would rightly pause the inbox (over 3 %), and the story would stand still.
 */
function leadsCsv(): string {
  const first = ["Ada", "Bruno", "Clara", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lea"];
  const last = ["Arnold", "Bauer", "Clark", "Dubois", "Ellis"];
  const trade = ["bikes", "lamps", "tea", "books", "shoes", "plants", "paper", "toys"];
  const rows = first.flatMap((given, i) =>
    last.map((family, j) => {
      const shop = `${trade[(i * 5 + j) % trade.length]}-${(i + j) % 5}`;
      const title = j % 2 === 0 ? "Head of shop" : "Founder";
      return [
        given,
        family,
        `${given}.${family}@${shop}.test`.toLowerCase(),
        title,
        `${shop.replace("-", " ")} ltd`,
      ].join(",");
    }),
  );
  return ["First Name,Last Name,Email,Title,Company", ...rows, "Broken,Row,not-an-address,,Nowhere", ""].join("\r\n");
}
