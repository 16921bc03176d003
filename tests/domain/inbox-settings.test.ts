import { describe, expect, it } from "vitest";
import { inboxSettingsSchema, issuesOfInboxSettings } from "../../app/domain/inbox-settings.ts";
import { effectiveCap, providerLimits } from "../../app/domain/provider-limits.ts";

const pathsOf = (settings: unknown) => {
  const parsed = inboxSettingsSchema.safeParse(settings);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join("."));
};

describe("the settings of an inbox", () => {
  it.each([
    [{ window: { days: [], start: "09:00", end: "17:00" } }, "window.days"],
    [{ window: { days: [8], start: "09:00", end: "17:00" } }, "window.days.0"],
    [{ window: { days: [1], start: "17:00", end: "09:00" } }, "window.end"],
    [{ window: { days: [1], start: "09:00", end: "09:00" } }, "window.end"],
    [{ window: { days: [1], start: "25:00", end: "26:00" } }, "window.start"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ timeZone: "+02:00" }, "timeZone"],
    [{ country: "Atlantis" }, "country"],
    [{ cap: 0 }, "cap"],
    [{ cap: 10_001 }, "cap"],
    [{ ramp: { startPerDay: 0, addPerDay: 5 } }, "ramp.startPerDay"],
    [{ ramp: { startPerDay: 5, addPerDay: -1 } }, "ramp.addPerDay"],
    [{ minGapSeconds: -1 }, "minGapSeconds"],
  ])("refuses %j at its field", (settings, path) => {
    expect(pathsOf(settings)).toContain(path);
  });

  it("refuses a cap or a ramp over what the provider lets the address send", () => {
    const gmail = { provider: "gmail", email: "ana@gmail.com" } as const;
    const company = { provider: "gmail", email: "ana@acme.test" } as const;
    const paths = (inbox: Parameters<typeof issuesOfInboxSettings>[0], settings: object) =>
      issuesOfInboxSettings(inbox, settings).map((issue) => issue.path);
    expect(paths(gmail, { cap: 501 })).toEqual(["cap"]);
    expect(paths(gmail, { cap: 500 })).toEqual([]);
    expect(paths(company, { cap: 2_001, ramp: { startPerDay: 2_001, addPerDay: 1 } })).toEqual([
      "cap",
      "ramp.startPerDay",
    ]);
    expect(paths({ provider: "microsoft", email: "ana@acme.test" }, { cap: 9_000 })).toEqual([]);
    expect(paths({ provider: "smtp", email: "ana@acme.test" }, { cap: 10_000 })).toEqual([]);
  });

  it("knows what each provider lets an address send", () => {
    expect(providerLimits("gmail", "ana@googlemail.com").per24h).toBe(500);
    expect(providerLimits("gmail", "ana@acme.test").per24h).toBe(2_000);
    expect(providerLimits("microsoft", "ana@acme.test")).toEqual({ per24h: 10_000, perMinute: 30 });
    expect(providerLimits("smtp", "ana@acme.test").per24h).toBeNull();
  });

  it("ramps by days with sends, never past the cap", () => {
    expect([0, 1, 2, 9].map((days) => effectiveCap(20, { startPerDay: 5, addPerDay: 4 }, days))).toEqual([
      5, 9, 13, 20,
    ]);
    expect(effectiveCap(20, null, 0)).toBe(20);
  });
});
