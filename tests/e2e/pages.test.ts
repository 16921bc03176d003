/** Every main page: quiet console, nothing for axe, a phone's width, the keyboard; and what bad forms answer. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Furnished, furnish } from "../setup/browser/furnished.ts";
import { leadsFile, uploadLeads } from "../setup/browser/leads.ts";
import {
  field,
  fills,
  newPerson,
  openBrowser,
  opens,
  PASSWORD,
  type Person,
  presses,
  sees,
} from "../setup/browser/person.ts";
import { type RunningApp, startRunningApp } from "../setup/browser/running-app.ts";
import {
  describedAs,
  findingsOf,
  hasFocus,
  isReachedByTab,
  sendsUnchecked,
  sidewaysOnPhone,
} from "../setup/browser/watching.ts";

const EMAIL = "nora@pages.test";

let app: RunningApp;
let browser: Browser;
let nora: Person;
let guest: Person;
let paths: Furnished;

beforeAll(async () => {
  [app, browser] = await Promise.all([startRunningApp(), openBrowser()]);
  await app.control("people", { default: "silent" });
  nora = await newPerson(browser, app, { email: EMAIL, hasJavaScript: true });
  guest = await newPerson(browser, app, { email: "guest@pages.test", hasJavaScript: true });
  paths = await furnish(nora);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

type Shown = { page: string; path: string | (() => string); role: "button" | "link"; main: string | RegExp };
const CAMPAIGN = "Create campaign";

const OPEN_PAGES: Shown[] = [
  { page: "sign in", path: "/login", role: "button", main: "Sign in" },
  { page: "sign up", path: "/signup", role: "button", main: "Create workspace" },
  { page: "unsubscribe", path: () => paths.unsubscribe, role: "button", main: "Unsubscribe" },
];
const PAGES: Shown[] = [
  { page: "today", path: "/app", role: "link", main: CAMPAIGN },
  { page: "campaigns", path: "/app/campaigns", role: "link", main: CAMPAIGN },
  { page: "new campaign", path: "/app/campaigns/new", role: "button", main: CAMPAIGN },
  { page: "running campaign", path: () => `${paths.campaign}/overview`, role: "button", main: "Pause campaign" },
  { page: "schedule", path: () => `${paths.campaign}/schedule`, role: "button", main: "Pause campaign" },
  { page: "journey", path: () => paths.journey, role: "link", main: "Open the lead" },
  { page: "draft campaign", path: () => `${paths.draft}/overview`, role: "button", main: "Launch campaign" },
  { page: "sequence", path: () => `${paths.draft}/sequence`, role: "button", main: "Save sequence" },
  { page: "leads of a campaign", path: () => `${paths.draft}/leads`, role: "button", main: "Launch campaign" },
  { page: "settings of a campaign", path: () => `${paths.draft}/settings`, role: "button", main: "Save settings" },
  { page: "leads", path: "/app/leads", role: "link", main: "Import leads" },
  { page: "lead", path: () => paths.lead, role: "button", main: "Save lead" },
  { page: "import", path: "/app/leads/import", role: "button", main: "Upload file" },
  { page: "imports", path: "/app/leads/imports", role: "link", main: "Import leads" },
  { page: "columns of an import", path: () => paths.unfinishedImport, role: "button", main: "Start import" },
  { page: "result of an import", path: () => paths.import, role: "link", main: "Show the leads" },
  { page: "replies", path: "/app/replies", role: "link", main: /^Ada|^Bruno|^Clara|^Dora/ },
  { page: "conversation", path: () => paths.conversation, role: "button", main: "Send answer" },
  { page: "suppressions", path: "/app/suppressions", role: "button", main: "Add to suppressions" },
  { page: "inboxes", path: "/app/settings/inboxes", role: "link", main: "Connect Gmail" },
  { page: "inbox", path: () => paths.inbox, role: "button", main: "Save settings" },
  { page: "workspace", path: "/app/settings/workspace", role: "button", main: "Save settings" },
];

async function isSound(person: Person, { path, role, main }: Shown) {
  await opens(person, typeof path === "string" ? path : path());
  const action = person.page.getByRole(role, { name: main, exact: true }).first();
  await action.waitFor();
  await expect(person.page.title()).resolves.not.toBe("");
  await expect(findingsOf(person)).resolves.toEqual([]);
  await expect(sidewaysOnPhone(person)).resolves.toBe(0);
  await expect(isReachedByTab(person, action)).resolves.toBe(true);
  expect(person.complaints).toEqual([]);
}

describe("a page", () => {
  beforeEach(() => {
    nora.complaints.length = 0;
    guest.complaints.length = 0;
  });

  it.each(OPEN_PAGES)("is sound: $page", (shown) => isSound(guest, shown));
  it.each(PAGES)("is sound: $page", (shown) => isSound(nora, shown));

  it("shows the formatted form of an answer in its own frame", async () => {
    await opens(nora, paths.conversation);
    await nora.page.getByText("Show as formatted mail").first().click();
    const frame = nora.page
      .getByTitle(/^Formatted mail from/)
      .first()
      .contentFrame();
    await frame.getByText("Tell me more.").waitFor();
    expect(nora.complaints).toEqual([]);
  });

  it.each(["/app/campaigns/nope", "/app/leads/nope", "/app/nope", "/nope"])(
    "says that nothing is at %s",
    async (path) => {
      const answer = await nora.page.request.get(path);
      expect(answer.status()).toBe(404);
      expect(answer.headers()["content-type"]).toMatch(/^text\/html/);
      expect(await answer.text()).toContain("There is nothing at this address");
    },
  );

  it("sends whoever is signed out to the sign-in, and back after it", async () => {
    const visitor = await newPerson(browser, app, { email: EMAIL, hasJavaScript: true });
    await opens(visitor, "/app/replies?kind=all");
    const at = new URL(visitor.page.url());
    expect([at.pathname, at.searchParams.get("next")]).toEqual(["/login", "/app/replies?kind=all"]);
    await fills(visitor, { "E-mail address": EMAIL, Password: PASSWORD });
    await presses(visitor, "Sign in");
    await visitor.page.waitForURL("**/app/replies?kind=all");
    await visitor.page.context().close();
  });
});

describe.each([
  { how: "with JavaScript", hasJavaScript: true },
  { how: "without JavaScript", hasJavaScript: false },
])("a bad form $how", ({ hasJavaScript }) => {
  let visitor: Person;

  beforeAll(async () => {
    visitor = await newPerson(browser, app, { email: EMAIL, hasJavaScript });
  });
  afterAll(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.page.context().close();
  });

  /** The answer is 400, the words stand at the field, and the field has the focus. */
  async function isRefusedAt(button: string, label: string, words: RegExp) {
    const { pathname } = new URL(visitor.page.url());
    await expect(sendsUnchecked(visitor, button)).resolves.toBe(400);
    await visitor.page.getByRole("alert").waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe(pathname);
    const bad = field(visitor, label);
    await expect(describedAs(bad)).resolves.toMatch(words);
    await expect(bad.getAttribute("aria-invalid")).resolves.toBe("true");
    await expect.poll(() => hasFocus(bad)).toBe(true);
  }

  const holds = (label: string) => field(visitor, label).inputValue();

  it("keeps the values of a sign-up without a name and address", async () => {
    await opens(visitor, "/signup");
    await fills(visitor, { Company: "Kept Ltd" });
    await isRefusedAt("Create workspace", "Your name", /name/i);
    await expect(describedAs(field(visitor, "E-mail address"))).resolves.toMatch(/address/i);
    await expect(holds("Company")).resolves.toBe("Kept Ltd");
  });

  it("says what is wrong with a window that ends before it starts", async () => {
    await opens(visitor, `/login?next=${encodeURIComponent(paths.inbox)}`);
    await fills(visitor, { "E-mail address": EMAIL, Password: PASSWORD });
    await presses(visitor, "Sign in");
    await sees(visitor, /mails today/);
    await fills(visitor, { From: "18:00", Until: "08:00", "Mails per day": "19" });
    await isRefusedAt("Save settings", "Until", /The end must be after the start/);
    await expect(Promise.all([holds("From"), holds("Until"), holds("Mails per day")])).resolves.toEqual([
      "18:00",
      "08:00",
      "19",
    ]);
  });

  it("says what is wrong with a cap above what the provider allows", async () => {
    await opens(visitor, paths.inbox);
    await fills(visitor, { "Mails per day": "5000", "Name in From": "Nora of Oslo" });
    await isRefusedAt("Save settings", "Mails per day", /at most 2,000/);
    await expect(Promise.all([holds("Mails per day"), holds("Name in From")])).resolves.toEqual([
      "5000",
      "Nora of Oslo",
    ]);
  });

  it("says what is wrong with a campaign without a name", async () => {
    await opens(visitor, "/app/campaigns/new");
    await fills(visitor, { From: "07:30" });
    await isRefusedAt("Create campaign", "Name", /name/i);
    await expect(holds("From")).resolves.toBe("07:30");
  });

  it("says beside the column with the addresses that no column goes to them", async () => {
    await uploadLeads(visitor, "absent.csv", leadsFile("absent.test"));
    await field(visitor, "E-Mail").selectOption({ label: "Leave out" });
    await isRefusedAt("Start import", "E-Mail", /No column goes to "E-mail" yet/);
    await expect(holds("E-Mail")).resolves.toBe("");
  });

  it("keeps the choices of a mapping with two columns for the address", async () => {
    await uploadLeads(visitor, "wrong.csv", leadsFile("wrong.test"));
    await field(visitor, "Betrieb").selectOption({ label: "E-mail" });
    await expect(sendsUnchecked(visitor, "Start import")).resolves.toBe(400);
    await sees(visitor, 'Two columns go to "E-mail". Choose one of them.');
    await expect(Promise.all([holds("E-Mail"), holds("Betrieb")])).resolves.toEqual(["email", "email"]);
  });
});
