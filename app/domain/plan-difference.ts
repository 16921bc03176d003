/**
 * What a campaign's plan promised at its launch against what was sent: day by day, with what is known of why they differ.
 * Days are those of the inboxes, `YYYY-MM-DD`.
 */
import type { DayCount } from "./campaign-forecast.ts";
import { localDayOf } from "./zone-time.ts";

export type PlanDay = {
  on: string;
  state: "over" | "today" | "to_come";
  plannedCount: number;
  sentCount: number;
  /** Sentences; empty where nothing differs or nothing is known. */
  reasons: string[];
};

/** `what` stands before "was stopped", "was paused" and the like. */
export type Stop = {
  what: string;
  kind: "paused" | "stopped" | "canceled" | "disconnected" | "started";
  at: Date;
  timeZone: string;
};

export type PlanRecord = {
  todayOn: string;
  planned: DayCount[];
  sent: DayCount[];
  /** Journeys that ended by an answer, a bounce or an unsubscribe. */
  ended: DayCount[];
  /** Mails whose planned time moved to another day. */
  moves: { fromOn: string; toOn: string; reason: string; count: number }[];
  /** What was stopped or started again, the earliest first. */
  stops: Stop[];
};

/** The plan of the launch from what has left since and what was then still to come. */
export function planOfLaunch(
  sent: { inboxId: string; on: string; count: number }[],
  toCome: { inboxId: string; perDay: DayCount[] }[],
): { inboxId: string; on: string; count: number }[] {
  const days = new Map<string, { inboxId: string; on: string; count: number }>();
  const planned = toCome.flatMap(({ inboxId, perDay }) => perDay.map((day) => ({ inboxId, ...day })));
  for (const { inboxId, on, count } of [...sent, ...planned]) {
    const key = `${inboxId}|${on}`;
    days.set(key, { inboxId, on, count: count + (days.get(key)?.count ?? 0) });
  }
  return [...days.values()];
}

/**
 * Holds a plan against what was sent.
 *
 * Shape   counts per day and what happened → every day that has a planned or sent mail, the earliest first
 * Rules   a day to come differs from nothing; a reason is told only for a day that it can explain
 */
export function comparePlanDays(record: PlanRecord): PlanDay[] {
  const planned = new Map(record.planned.map(({ on, count }) => [on, count]));
  const sent = new Map(record.sent.map(({ on, count }) => [on, count]));
  // How many mails of the days before are still to be sent.
  let lateCount = 0;
  return [...new Set([...planned.keys(), ...sent.keys()])].sort().map((on): PlanDay => {
    const day = { on, plannedCount: planned.get(on) ?? 0, sentCount: sent.get(on) ?? 0 };
    if (on > record.todayOn) return { ...day, state: "to_come", reasons: [] };
    const missing = day.plannedCount - day.sentCount;
    const reasons =
      missing > 0 ? reasonsForFewer(record, on) : missing < 0 ? reasonsForMore(record, on, lateCount) : [];
    lateCount += missing;
    return { ...day, state: on === record.todayOn ? "today" : "over", reasons };
  });
}

function reasonsForFewer({ moves, stops, ended }: PlanRecord, on: string): string[] {
  const away = byReason(moves.filter(({ fromOn, toOn }) => fromOn === on && toOn > on));
  const endedCount = ended.reduce((sum, day) => sum + (day.on <= on ? day.count : 0), 0);
  return [
    ...stoppedOn(stops, on),
    ...away.map(([reason, count]) => `${mails(count)} moved to a later day: ${reason}.`),
    ...(endedCount > 0
      ? [`${leads(endedCount)} answered, bounced or unsubscribed by then and got no more mails.`]
      : []),
  ];
}

function reasonsForMore({ moves }: PlanRecord, on: string, lateCount: number): string[] {
  const earlier = byReason(moves.filter(({ fromOn, toOn }) => toOn === on && fromOn > on));
  return [
    ...(lateCount > 0 ? ["Mails of the days before were sent on this one."] : []),
    ...earlier.map(([reason, count]) => `${mails(count)} moved here from a later day: ${reason}.`),
  ];
}

function byReason(moves: PlanRecord["moves"]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { reason, count } of moves) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts];
}

/** Sentences for what was stopped at some time of the day. */
function stoppedOn(stops: Stop[], on: string): string[] {
  const last = new Map<string, Stop["kind"]>();
  for (const { what, kind, at, timeZone } of stops) {
    const changedOn = localDayOf(at, timeZone);
    // Started again on this very day: it was down for a part of it.
    if (changedOn < on || (changedOn === on && kind !== "started")) last.set(what, kind);
  }
  return [...last].flatMap(([what, kind]) => (kind === "started" ? [] : `${what} was ${kind}.`));
}

const mails = (count: number) => (count === 1 ? "1 mail was" : `${count} mails were`);
const leads = (count: number) => (count === 1 ? "1 lead" : `${count} leads`);
