import { describe, expect, it } from "vitest";
import {
  isOwnerTold,
  isPausedByUs,
  type RampSigns,
  type RampState,
  reasonToPause,
  stepRampBack,
} from "../../app/domain/inbox-health.ts";
import { describeInbox, type InboxStateFacts } from "../../app/domain/inbox-state.ts";

const now = new Date("2026-11-24T09:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe("the evidence against an inbox", () => {
  it.each([
    { sent: 30, bounced: 1, complained: 0, isPaused: true },
    { sent: 29, bounced: 1, complained: 0, isPaused: false },
    { sent: 29, bounced: 29, complained: 0, isPaused: false },
    { sent: 100, bounced: 3, complained: 0, isPaused: false },
    { sent: 100, bounced: 4, complained: 0, isPaused: true },
    { sent: 1, bounced: 0, complained: 1, isPaused: true },
    { sent: 1_000, bounced: 0, complained: 1, isPaused: false },
    { sent: 1_999, bounced: 0, complained: 2, isPaused: true },
    { sent: 0, bounced: 5, complained: 0, isPaused: false },
    { sent: 0, bounced: 0, complained: 0, isPaused: false },
  ])(
    "pauses it or not: $sent sent, $bounced bounced, $complained complained → $isPaused",
    ({ isPaused, ...evidence }) => {
      expect(reasonToPause(evidence) !== null).toBe(isPaused);
    },
  );

  it("is named with its figures and its limit", () => {
    expect(reasonToPause({ sent: 40, bounced: 2, complained: 0 })).toBe(
      "paused by LeadBitz: 2 of 40 mails sent in 7 days came back, their addresses do not exist (limit 3 %)",
    );
    expect(reasonToPause({ sent: 40, bounced: 2, complained: 1 })).toContain("1 person reported a mail as spam");
  });

  it("is told to the owners; what a person did is not", () => {
    expect(isPausedByUs(reasonToPause({ sent: 40, bounced: 2, complained: 0 }))).toBe(true);
    expect(isPausedByUs("paused by you")).toBe(false);
    expect(["paused by you", "disconnected by you", "Google no longer accepts it."].map(isOwnerTold)).toEqual([
      false,
      false,
      true,
    ]);
  });
});

const state: RampState = {
  capPerDay: 50,
  ramp: { startPerDay: 4, addPerDay: 2 },
  daysWithSends: 10,
  daysBack: 0,
  steppedBackAt: null,
};
const none: RampSigns = { sent: 100, bounced: 0, limitAnswers: 0, blockedAnswers: 0, blockedReports: 0 };

describe("the ramp's step back", () => {
  it("halves the day's mails when the provider said no", () => {
    const step = stepRampBack(state, { ...none, limitAnswers: 1 }, now);
    expect(step).toMatchObject({ fromPerDay: 24, toPerDay: 12, daysBack: 6 });
    expect(step?.detail).toContain("from 24 to 12 mails a day: the provider said that its sending limit is used up");
  });

  it("reckons from the cap once the ramp has passed it", () => {
    expect(stepRampBack({ ...state, daysWithSends: 300 }, { ...none, blockedAnswers: 1 }, now)).toMatchObject({
      fromPerDay: 50,
      toPerDay: 24,
      daysBack: 290,
    });
  });

  it.each([
    { what: "nothing speaks against it", over: {}, signs: {} },
    { what: "there is no ramp", over: { ramp: null }, signs: { blockedAnswers: 1 } },
    { what: "the ramp does not grow", over: { ramp: { startPerDay: 4, addPerDay: 0 } }, signs: { blockedAnswers: 1 } },
    { what: "it is at its start", over: { daysBack: 10 }, signs: { blockedAnswers: 1 } },
    { what: "it stepped back today", over: { steppedBackAt: daysAgo(0.9) }, signs: { blockedAnswers: 1 } },
    { what: "bounces are few", over: {}, signs: { bounced: 1 } },
    { what: "bounces made it step back this week", over: { steppedBackAt: daysAgo(6) }, signs: { bounced: 2 } },
    { what: "too little was sent to tell", over: {}, signs: { sent: 29, bounced: 9 } },
  ])("does not happen when $what", ({ over, signs }) => {
    expect(stepRampBack({ ...state, ...over }, { ...none, ...signs }, now)).toBeNull();
  });

  it("counts mails that came back for their address and for their sender alike", () => {
    expect(stepRampBack(state, { ...none, bounced: 1, blockedReports: 1 }, now)?.detail).toContain(
      "2 of 100 mails sent in 7 days came back",
    );
    expect(stepRampBack({ ...state, steppedBackAt: daysAgo(7) }, { ...none, bounced: 2 }, now)).not.toBeNull();
  });
});

const facts: InboxStateFacts = {
  status: "active",
  statusReason: null,
  now,
  sentToday: 3,
  capToday: 12,
  capPerDay: 50,
  rampDay: 5,
  blockedUntil: null,
  blockedReason: null,
  lastSyncedAt: now,
  evidence: { sent: 40, bounced: 1, complained: 0 },
};

describe("how an inbox stands", () => {
  it.each<[string, Partial<InboxStateFacts>, string, string]>([
    [
      "healthy",
      { rampDay: null },
      "Healthy",
      "3 of 12 mails today. Of the last 40 sent 1 came back and nobody complained.",
    ],
    [
      "warming up",
      {},
      "Warming up",
      "Day 5 of its ramp: 3 of 12 mails today, growing to 50. Of the last 40 sent 1 came back and nobody complained.",
    ],
    [
      "throttled",
      { blockedUntil: new Date("2026-11-24T10:00:00Z"), blockedReason: "Google asks to wait before the next call." },
      "Waiting",
      "Google asks to wait before the next call. Mails go on by themselves.",
    ],
    [
      "not read",
      { lastSyncedAt: daysAgo(1) },
      "Not read",
      "The mailbox could not be read for a while, so follow-ups wait. It is tried again each minute.",
    ],
    [
      "paused by a person",
      { status: "paused", statusReason: "paused by you" },
      "Paused",
      "Paused by you. Its mails are held; answers are still read.",
    ],
    [
      "paused by us",
      { status: "paused", statusReason: "paused by LeadBitz: blocked" },
      "Paused by LeadBitz",
      "Blocked. Its mails are held; answers are still read.",
    ],
    [
      "disconnected",
      { status: "disconnected", statusReason: "Google no longer accepts it." },
      "Disconnected",
      "Google no longer accepts it. Its mails are held and its answers are not read.",
    ],
  ])("says so when %s", (_, over, word, sentence) => {
    expect(describeInbox({ ...facts, ...over })).toMatchObject({ word, sentence });
  });
});
