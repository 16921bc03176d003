import { describe, expect, it } from "vitest";
import {
  isReadyToLaunch,
  type LaunchFacts,
  type LeadMergeProblem,
  launchChecklist,
} from "../../app/domain/launch-checklist.ts";

const weekdays = { days: [1, 2, 3, 4, 5], start: "09:00", end: "17:00" };
const inbox = {
  inboxId: "i1",
  email: "ana@acme.test",
  status: "active" as const,
  timeZone: "Europe/Berlin",
  window: weekdays,
};
const ready: LaunchFacts = {
  campaignId: "c1",
  now: new Date("2026-11-24T09:00:00Z"),
  stepCount: 2,
  templateErrorCount: 0,
  mergeProblems: { items: [], total: 0, leadCount: 0 },
  waitingCount: 3,
  inboxes: [inbox],
  window: weekdays,
  windowTimeZones: [null],
  hasPostalAddress: true,
  isSendingStopped: false,
  doubtedDomains: [],
};
const open = (over: Partial<LaunchFacts>) =>
  launchChecklist({ ...ready, ...over }).flatMap((check) => (check.state === "todo" ? [check.id] : []));

describe("launch checklist", () => {
  it("lets a campaign go when everything is settled", () => {
    expect(isReadyToLaunch(launchChecklist(ready))).toBe(true);
  });

  it.each<[Partial<LaunchFacts>, string]>([
    [{ stepCount: 0 }, "has_steps"],
    [{ templateErrorCount: 1 }, "templates_valid"],
    [{ mergeProblems: { items: [], total: 1, leadCount: 1 } }, "merge_fields_filled"],
    [{ waitingCount: 0 }, "has_leads"],
    [{ inboxes: [] }, "has_inbox"],
    [{ inboxes: [inbox, { ...inbox, inboxId: "i2", status: "disconnected" }] }, "inboxes_active"],
    [{ hasPostalAddress: false }, "postal_address_set"],
    [{ window: { days: [6, 7], start: "09:00", end: "17:00" } }, "window_possible"],
    [{ isSendingStopped: true }, "sending_not_stopped"],
  ])("%j leaves %s open", (over, id) => {
    expect(open(over)).toEqual([id]);
  });

  it("advises to mend the records of a sending domain, and lets the campaign go without", () => {
    const checks = launchChecklist({ ...ready, doubtedDomains: ["acme.test"] });
    expect(checks.at(-1)).toMatchObject({ id: "domains_trusted", state: "advice" });
    expect(isReadyToLaunch(checks)).toBe(true);
  });

  it("says for each point what is so and where to settle it", () => {
    for (const check of launchChecklist(ready)) {
      expect(check.sentence).toMatch(/\.$/);
      expect(check.fix.href).toMatch(/^\/app\//);
    }
  });

  it("sees that windows only touch", () => {
    expect(open({ window: { ...weekdays, start: "17:00", end: "18:00" } })).toEqual(["window_possible"]);
  });

  it("reads the campaign's window in its own zone", () => {
    const early = { ...weekdays, start: "09:00", end: "11:00" };
    expect(open({ window: early, windowTimeZones: ["America/New_York"] })).toEqual([]);
    expect(open({ window: early, windowTimeZones: ["America/Los_Angeles"] })).toEqual(["window_possible"]);
    expect(open({ window: early, windowTimeZones: ["America/New_York", "America/Los_Angeles"] })).toEqual([
      "window_possible",
    ]);
  });

  it("lists the first 200 missing fields and counts all", () => {
    const problem: LeadMergeProblem = {
      field: "first_name",
      reason: "blank",
      leadId: "l1",
      email: "l@x.test",
      stepNo: 1,
      variant: 0,
    };
    const checks = launchChecklist({
      ...ready,
      mergeProblems: { items: Array(250).fill(problem), total: 900, leadCount: 900 },
    });
    const problems = checks.find((check) => check.id === "merge_fields_filled")?.problems;
    expect([problems?.items.length, problems?.total]).toEqual([200, 900]);
  });
});
