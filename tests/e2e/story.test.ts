/** One story as a new user lives it, told once with JavaScript and once without. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addImported, createCampaign, seesOverview, writeSteps } from "../setup/browser/campaigns.ts";
import { connectInbox, setInbox, setPostalAddress, signUp } from "../setup/browser/entering.ts";
import { downloadRejected, importLeads, leadsFile, peopleOf } from "../setup/browser/leads.ts";
import {
  fills,
  follows,
  letsPass,
  newPerson,
  openBrowser,
  opens,
  type Person,
  presses,
  row,
  sees,
} from "../setup/browser/person.ts";
import { type RunningApp, startRunningApp } from "../setup/browser/running-app.ts";

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startRunningApp(), openBrowser()]);
  await app.control("people", { default: "silent" });
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const SECOND = { afterDays: "2", text: "Hi {{ first_name }}, did my first mail reach you?" };

describe.each([
  { how: "with JavaScript", hasJavaScript: true, place: "js" },
  { how: "without JavaScript", hasJavaScript: false, place: "plain" },
])("a new user $how", ({ hasJavaScript, place }) => {
  const email = `nora@${place}.test`;
  const people = peopleOf(`shops-${place}.test`);
  const fileName = `shops-${place}.csv`;
  let nora: Person;
  let campaignUrl = "";

  const sentTo = async () => (await app.accepted(email)).map((mail) => mail.to).sort();

  beforeAll(async () => {
    nora = await newPerson(browser, app, { email, hasJavaScript });
  });

  afterAll(async () => {
    expect(nora.complaints).toEqual([]);
    await nora.page.context().close();
  });

  it("signs up and reads what to do first", async () => {
    await signUp(nora, "Nilsen Analytics");
    await sees(nora, "Connect an inbox to send from and to read answers in.", "Import the leads you may write to.");
    await sees(nora, "No mail goes out today");
  });

  it("sets the postal address", async () => {
    await setPostalAddress(nora, "Nilsen Analytics AS\nStorgata 1\n0155 Oslo");
  });

  it("connects a Gmail inbox through the consent page and sets how it sends", async () => {
    await connectInbox(nora);
    await setInbox(nora, { cap: "20", gap: "60" });
    await sees(nora, "0 of 20 mails today.");
    await expect(nora.page.getByLabel("Until").inputValue()).resolves.toBe("22:00");
  });

  it("imports a file with semicolons, a bad row and a duplicate", async () => {
    await importLeads(nora, fileName, leadsFile(`shops-${place}.test`));
    await sees(nora, "6 rows: 4 new leads, 0 updated, 2 rejected.");
    const rejected = await downloadRejected(nora);
    expect(rejected.name).toBe("rejected.csv");
    expect(rejected.text).toContain("not-an-address");
    expect(rejected.text).toContain(people.ada.toUpperCase());
    expect(rejected.text).not.toContain(people.bruno);
  });

  it("creates a campaign, writes two steps and adds the imported leads", async () => {
    await createCampaign(nora, `Spring ${place}`);
    const subject = "A question for {{ company }}";
    await writeSteps(nora, [{ subject, text: "Hi {{ first_name }}, do you like {{ nickname }}?" }, SECOND]);
    await addImported(nora, fileName);
    await sees(nora, "4 leads were added");
    await seesOverview(nora);
    campaignUrl = nora.page.url().replace(/\?.*$/, "");
  });

  it("is stopped before launch by an unknown field and a blank one, lead by lead", async () => {
    await presses(nora, "Launch campaign");
    await sees(nora, "Nothing was changed");
    await sees(nora, "4 leads lack a value for a merge field.");
    const table = nora.page.getByRole("table", { name: "Merge fields without a value" });
    const problems = await table.getByRole("row").allInnerTexts();
    const of = (field: string) => problems.filter((text) => text.includes(field)).map((text) => text.split("\t")[0]);
    expect(of("nickname").sort()).toEqual(Object.values(people).sort());
    expect(of("company")).toEqual([people.clara]);
    await expect(sentTo()).resolves.toEqual([]);
  });

  it("gives a default and launches", async () => {
    const subject = 'A question for {{ company | default: "your shop" }}';
    await writeSteps(nora, [{ subject, text: "Hi {{ first_name }}, you are {{ custom.team_size }} people?" }, SECOND]);
    await seesOverview(nora);
    await sees(nora, "Everything is settled. You can launch.");
    await presses(nora, "Launch campaign");
    await sees(nora, "Campaign launched.");
  });

  it("sees a day later that every lead was written to once", async () => {
    await letsPass(nora, "+1 day");
    await opens(nora, campaignUrl);
    await sees(nora, "Last sent");
    for (const address of Object.values(people)) await row(nora, address).waitFor();
    const mails = await app.accepted(email);
    expect(mails.map((mail) => mail.to).sort()).toEqual(Object.values(people).sort());
    const toBruno = mails.find((mail) => mail.to === people.bruno);
    expect(toBruno?.subject).toBe("A question for Lamps; and more");
    expect(toBruno?.text).toContain("Hi Bruno, you are 3 people?");
    expect(toBruno?.text).toContain("Storgata 1");
    expect(mails.find((mail) => mail.to === people.clara)?.subject).toBe("A question for your shop");
  });

  it("reads an answer in Replies", async () => {
    const mail = (await app.accepted(email)).find(({ to }) => to === people.ada);
    await app.control("reply", { mailbox: email, messageId: mail?.id, kind: "reply", text: "Yes, call me on Friday." });
    await letsPass(nora, "+1 hour");
    await opens(nora, "/app/replies");
    await sees(nora, "1 conversation is unread.");
    await follows(nora, "Ada Ångström (unread)", nora.page.getByRole("table"));
    await sees(nora, "Yes, call me on Friday.");
  });

  it("answers, and pressing twice sends one mail", async () => {
    await fills(nora, { "Answer to Ada Ångström": "Gladly, on Friday at ten." });
    await nora.page.getByRole("button", { name: "Send answer" }).dblclick();
    await sees(nora, "Your answer is on its way.");
    const answers = async () => (await app.accepted(email)).filter(({ text }) => text.includes("on Friday at ten."));
    await expect.poll(async () => (await answers()).length, { timeout: 20_000 }).toBe(1);
    await letsPass(nora, "+1 hour");
    expect((await answers()).map((mail) => mail.to)).toEqual([people.ada]);
  });

  it("lets a person unsubscribe by the link of the mail", async () => {
    const url = (await app.accepted(email)).find(({ to }) => to === people.dora)?.unsubscribeUrl ?? "";
    const dora = await newPerson(browser, app, { email: people.dora, hasJavaScript });
    await opens(dora, url);
    await sees(dora, "Stop these mails?", "Mails from Nilsen Analytics to");
    await opens(nora, `/app/suppressions`);
    await sees(nora, "The list is empty");
    await presses(dora, "Unsubscribe");
    await sees(dora, "You are unsubscribed");
    expect(dora.complaints).toEqual([]);
    await dora.page.context().close();
    await opens(nora, "/app/suppressions");
    await row(nora, people.dora).filter({ hasText: "Unsubscribed" }).waitFor();
    await opens(nora, campaignUrl.replace("/overview", "/leads"));
    await row(nora, people.dora).filter({ hasText: "Unsubscribed" }).waitFor();
    await row(nora, people.ada).filter({ hasText: "Replied" }).waitFor();
  });

  it("writes again after three days, but to nobody who answered or unsubscribed", async () => {
    const before = await sentTo();
    await letsPass(nora, "+1 day", 3);
    const rest = await sentTo();
    for (const address of before) rest.splice(rest.indexOf(address), 1);
    expect(rest).toEqual([people.bruno, people.clara]);
    await opens(nora, campaignUrl.replace("/overview", "/leads"));
    await row(nora, people.bruno).filter({ hasText: "2 of 2" }).waitFor();
    await row(nora, people.ada).filter({ hasText: "1 of 2" }).waitFor();
  });
});
