import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCalendar, findOpening } from "../../app/domain/calendar.ts";
import { planQueue, type QueuedJob } from "../../app/domain/inbox-queue.ts";
import { nextOpen } from "../../app/domain/send-window.ts";
import { localDay, nameOfDay, openZoneClock, weekdayOf } from "../../app/domain/zone-clock.ts";
import { localDayOf, zoned } from "../../app/domain/zone-time.ts";
import { CHANGED_ROWS, newerAnswer } from "./newer-time-zones.ts";
import { campaign, empty, inbox, job, workspace } from "./plan-facts.ts";

const FOLDER = join(process.env.SHARED_DIR ?? "../shared", "corpora/timezone");
const lines = <T>(file: string): T[] =>
  existsSync(FOLDER)
    ? readFileSync(join(FOLDER, file), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as T)
    : [];

type Local = {
  id: string;
  zone: string;
  utc: string;
  local_time: string;
  local_date: string;
  weekday: string;
  utc_offset_minutes: number;
};
type Change = {
  id: string;
  zone: string;
  kind: "ambiguous_local_time" | "nonexistent_local_time";
  local: string;
  expected_utc_earlier?: string;
  expected_utc_later?: string;
  expected_utc_compatible?: string;
};

/** The release of the tz database that this runtime answers from: "2026c". */
const RELEASE = process.versions.tz ?? "";

const WEEKDAYS = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const clockTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

describe.skipIf(!existsSync(FOLDER))("the timezone corpus", () => {
  it("gives every instant its local time, day, weekday and offset", () => {
    const rows = lines<Local>("utc_to_local.jsonl");
    let usedAnswers = 0;
    const failures = rows.flatMap((one) => {
      const newer = newerAnswer(one.id, RELEASE);
      if (newer) usedAnswers++;
      const at = new Date(one.utc);
      const local = zoned(at, one.zone);
      const day = localDay(openZoneClock(one.zone), at.getTime());
      const got = {
        local_time: local.toPlainTime().toString({ smallestUnit: "second" }),
        local_date: localDayOf(at, one.zone),
        weekday: WEEKDAYS[weekdayOf(day)],
        utc_offset_minutes: local.offsetNanoseconds / 60e9,
        planDay: nameOfDay(day),
      };
      const want = {
        local_time: newer?.local_time ?? one.local_time,
        local_date: one.local_date,
        weekday: one.weekday,
        utc_offset_minutes: newer?.utc_offset_minutes ?? one.utc_offset_minutes,
        planDay: one.local_date,
      };
      return JSON.stringify(got) === JSON.stringify(want) ? [] : [{ id: one.id, got, want }];
    });
    expect(failures).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(700);
    // Every answer of a later release belongs to a row, none is left over from a row that went.
    expect(RELEASE).toMatch(/^20\d\d[a-z]$/);
    if (RELEASE >= "2026c") expect(usedAnswers).toBe(CHANGED_ROWS);
  });

  it("keeps the corpus' own answer before the release that changed it", () => {
    expect(newerAnswer("Africa/Casablanca/2027-02-07T01:59:59+00:00", "2026b")).toBeUndefined();
    expect(newerAnswer("Europe/Chisinau/2025-03-30T00:00:00+00:00", "2026b")?.utc_offset_minutes).toBe(120);
    expect(newerAnswer("Europe/Chisinau/2025-03-30T00:00:00+00:00", "2025c")).toBeUndefined();
  });

  it("opens a window once at a local time that comes twice or never, at one of the instants allowed", () => {
    const cases = lines<Change>("gaps_folds.jsonl");
    const failures = cases.flatMap((one) =>
      [1, 20, 30, 120, 240].flatMap((length) => {
        const [date = "", time = ""] = one.local.split("T");
        const start = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
        const window = {
          days: [1, 2, 3, 4, 5, 6, 7],
          start: clockTime(start),
          end: clockTime(Math.min(start + length, 1_440)),
        };
        const calendar = createCalendar();
        const clock = openZoneClock(one.zone);
        const rule = { window, timeZone: one.zone, holidayCountry: null };
        const noonBefore = Date.parse(`${date}T00:00:00Z`) - 86_400_000;
        // From a day before, opening by opening, those that belong to the local day.
        const opens: string[] = [];
        for (let at = noonBefore; at < noonBefore + 3 * 86_400_000; ) {
          const opening = findOpening(calendar, rule);
          const openMs = nextOpen(opening, at);
          if (nameOfDay(localDay(clock, openMs)) === date) opens.push(new Date(openMs).toISOString());
          at = opening.closesMs;
        }
        const allowed = [one.expected_utc_earlier, one.expected_utc_later, one.expected_utc_compatible]
          .filter((utc) => utc !== undefined)
          .map((utc) => new Date(utc).toISOString());
        // Between a minute and the gap's length the window may have a rest that exists, which it then opens in.
        const isExact = length === 1 || length === 240;
        const isAllowed = !isExact || allowed.includes(opens[0] ?? "");
        return opens.length === 1 && isAllowed ? [] : [{ id: one.id, length, opens, allowed }];
      }),
    );
    expect(failures).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(100);
  });

  it("counts the day of a change as one day of the cap", () => {
    const failures = lines<Change>("gaps_folds.jsonl").flatMap((one) => {
      const date = one.local.slice(0, 10);
      const now = new Date(`${date}T00:00:00Z`);
      const window = { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "24:00" };
      const jobs = Array.from(
        { length: 40 },
        (_, index): QueuedJob => ({
          inboxId: "inbox",
          leadId: "lead",
          sequenceId: null,
          campaign: { ...campaign, window },
          job: { ...job, sendJobId: `j${index}`, campaignLeadId: `l${index}`, dueAt: now },
        }),
      );
      const { slots } = planQueue({
        now: new Date(now.getTime() - 86_400_000),
        workspace,
        inbox: { ...inbox, timeZone: one.zone, capPerDay: 7, minGapSeconds: 600 },
        load: empty,
        companies: new Map(),
        calendar: createCalendar(),
        jobs,
      });
      const perDay = new Map<string, number>();
      for (const { at } of slots) {
        const on = localDayOf(at, one.zone);
        perDay.set(on, (perDay.get(on) ?? 0) + 1);
      }
      return Math.max(...perDay.values()) <= 7 && perDay.get(date) === 7 ? [] : [{ id: one.id, days: [...perDay] }];
    });
    expect(failures).toEqual([]);
  });
});
