/** What must hold on every page: nothing in the console, nothing for axe, nothing sideways, everything by keyboard. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import type { Person } from "./person.ts";

export const PHONE = { width: 375, height: 720 };
export const DESK = { width: 1280, height: 900 };
const TABS_AT_MOST = 120;
const TABS_AT_ONCE = 20;

/** Serious and critical findings, as "rule: element"; contrast is looked at in light and in dark. */
export async function findingsOf(person: Person): Promise<string[]> {
  const { page } = person;
  const axe = () => new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const light = await axe().analyze();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await axe().withRules(["color-contrast"]).analyze();
  await page.emulateMedia({ colorScheme: "light" });
  return [...light.violations, ...dark.violations]
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}

/** How far a phone lets one scroll the page sideways, in pixels. */
export async function sidewaysOnPhone(person: Person): Promise<number> {
  const { page } = person;
  await page.setViewportSize(PHONE);
  const scrolled = await page.evaluate(() => {
    window.scrollTo(1_000, 0);
    return window.scrollX;
  });
  await page.setViewportSize(DESK);
  return scrolled;
}

export const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** Presses Tab from the top of the page; whether the target ever had the focus. */
export async function isReachedByTab(person: Person, target: Locator): Promise<boolean> {
  const { keyboard } = person.page;
  const reached = target
    .evaluate((element) => new Promise<true>((resolve) => element.addEventListener("focus", () => resolve(true))))
    // The page was left before: no focus.
    .catch(() => false);
  for (let count = 0; count < TABS_AT_MOST; count += TABS_AT_ONCE) {
    await Promise.all(Array.from({ length: TABS_AT_ONCE }, () => keyboard.press("Tab")));
    if (await Promise.race([reached, target.evaluate(() => false)])) return true;
  }
  return false;
}

/** Hint and error of a field, as a screen reader tells them. */
export const describedAs = (target: Locator): Promise<string> =>
  target.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" "),
  );

/** Sends a form past the browser's own checks, as an old browser would; the status of the answer. */
export async function sendsUnchecked(person: Person, button: string): Promise<number> {
  const { page } = person;
  await page.evaluate(() => {
    for (const form of document.forms) form.noValidate = true;
  });
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return answer.status();
}
