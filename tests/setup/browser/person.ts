/** A person at a browser: reads texts, fills fields by their labels, presses buttons by their words. */
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import type { RunningApp } from "./running-app.ts";

export type Person = {
  page: Page;
  app: RunningApp;
  /** The address of both the account and the mailbox. */
  email: string;
  hasJavaScript: boolean;
  /** What the browser complained about since the last look. */
  complaints: string[];
};

export const PASSWORD = "a long enough password";
const WAIT_MS = 15_000;
/** Chromium's own note of a form that was refused, which the page explains. */
const REFUSED = /Failed to load resource: the server responded with a status of (400|409)/;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

export async function newPerson(
  browser: Browser,
  app: RunningApp,
  who: { email: string; hasJavaScript: boolean },
): Promise<Person> {
  const context = await browser.newContext({
    baseURL: app.origin,
    javaScriptEnabled: who.hasJavaScript,
    acceptDownloads: true,
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`,
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (REFUSED.test(text)) return;
    if (message.type() === "error" || /Content Security Policy/.test(text)) complaints.push(`${page.url()}: ${text}`);
  });
  return { page, app, ...who, complaints };
}

export function shown(person: Person, text: string | RegExp): Locator {
  return person.page.getByText(text).filter({ visible: true }).first();
}

/** Waits until the text stands on the page. */
export async function sees(person: Person, ...texts: (string | RegExp)[]): Promise<void> {
  for (const text of texts) await shown(person, text).waitFor();
}

export async function opens(person: Person, path: string): Promise<void> {
  await person.page.goto(path);
}

/** A field by its whole label; optional fields say so behind it. */
export function field(person: Person, label: string, within?: Locator): Locator {
  const words = label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return (within ?? person.page).getByLabel(new RegExp(`^${words}(\\s*\\(optional\\))?$`));
}

export async function fills(person: Person, fields: Record<string, string>, within?: Locator): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await field(person, label, within).fill(value);
}

export async function presses(person: Person, name: string): Promise<void> {
  await person.page.getByRole("button", { name, exact: true }).click();
}

export async function follows(person: Person, name: string, within?: Locator): Promise<void> {
  await (within ?? person.page).getByRole("link", { name, exact: true }).first().click();
}

/** The row of a table that speaks of this. */
export function row(person: Person, text: string): Locator {
  return person.page.getByRole("row").filter({ hasText: text });
}

/** Moves the demo's clock; everything that falls due in between happens before the page comes back. */
export async function letsPass(person: Person, step: "+1 hour" | "+1 day", times = 1): Promise<void> {
  const clock = person.page.getByRole("region", { name: "Demo clock" });
  for (let count = 0; count < times; count++) {
    const before = await clock.getByRole("time").innerText();
    await presses(person, step);
    await clock.filter({ hasNotText: before }).waitFor({ timeout: 60_000 });
  }
}
