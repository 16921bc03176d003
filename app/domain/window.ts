/**
 * A sending window as forms and the API give it: weekdays (Monday = 1) and a half-open span of wall time.
 * When a mail may go is the send plan's business; here the input is parsed.
 */
import { z } from "zod";
import type { SendWindow } from "./send-window.ts";
import { isTimeZone } from "./zone-time.ts";

const isClockTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
const clockTime = z.string().refine(isClockTime, "Write a time as 09:00.");

/** Rules  days are distinct and in order; start < end, so a window never crosses midnight */
export const windowSchema = z
  .object({
    days: z
      .array(z.number().int().min(1).max(7), "Choose at least one weekday.")
      .min(1, "Choose at least one weekday.")
      .transform((days) => [...new Set(days)].sort((a, b) => a - b)),
    start: clockTime,
    end: clockTime,
  })
  .strict()
  .refine(({ start, end }): boolean => !isClockTime(start) || !isClockTime(end) || start < end, {
    path: ["end"],
    message: "The end must be after the start.",
  });

/** Any zone of the IANA database, by its name. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, "This is no IANA time zone, such as Europe/Berlin.");

/**
 * Reads a window {days, start, end}, or says what is wrong with which part.
 *
 * Shape   unknown → window, or one message per path (`days`, `start`, `end`; "" for the whole)
 * Errors  none
 */
export function parseWindow(
  input: unknown,
): { ok: true; window: SendWindow } | { ok: false; errors: Record<string, string> } {
  const parsed = windowSchema.safeParse(input);
  if (parsed.success) return { ok: true, window: parsed.data };
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) errors[String(path[0] ?? "")] ??= message;
  return { ok: false, errors };
}

const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** "Mon–Fri 09:00–17:00" */
export function describeWindow({ days, start, end }: SendWindow): string {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => DAY_NAMES[(day ?? 1) - 1];
  const words = runs.map((run) => (run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(", ")));
  return `${words.join(", ")} ${start}–${end}`;
}
