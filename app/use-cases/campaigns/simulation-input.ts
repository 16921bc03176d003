/** What a simulation may be asked, by the API and by the calendar page. */
import { z } from "zod";

/** Three months show the end of most campaigns; two years is where the calendar's holidays are still known. */
const DAYS = { usual: 90, most: 730 };
const SEED_MOST = 0xffff_ffff;

const rate = z.coerce.number("Give a number from 0 to 1.").min(0).max(1).default(0);

export const simulationQuery = z
  .object({
    seed: z.coerce.number("Give a whole number.").int().min(0).max(SEED_MOST).default(1),
    days: z.coerce.number("Give a whole number of days.").int().min(1).max(DAYS.most).default(DAYS.usual),
    replyRate: rate,
    bounceRate: rate,
    limit: z.unknown().optional(),
    cursor: z.unknown().optional(),
  })
  .refine(({ replyRate, bounceRate }) => replyRate + bounceRate <= 1, {
    path: ["bounceRate"],
    message: "Replies and bounces together cannot be more than all mails.",
  })
  .transform(({ seed, days, replyRate, bounceRate }) => ({ seed, days, replyRate, bounceRate }));

export type SimulationQuery = z.output<typeof simulationQuery>;

const percent = z.coerce.number("Give a number from 0 to 100.").min(0, "Give 0 or more.").max(100, "Give 100 or less.");

/** The page's form: shares in percent, as people say them. */
const planForm = z.object({
  replies: percent.default(0),
  bounces: percent.default(0),
  days: z.coerce.number("Give a whole number of days.").int().min(1).max(DAYS.most).default(DAYS.usual),
});

/** Source: RFC 5321, 4.5.3.1.3: a path of 256 octets with its brackets. */
const ADDRESS_MOST = 254;

/** Whose mails the page is asked for, and from which place on. */
export function readMailQuestion(params: URLSearchParams): { email: string | null; cursor: string | null } {
  const given = (params.get("email") ?? "").replaceAll("\0", "").trim();
  return { email: given.slice(0, ADDRESS_MOST) || null, cursor: params.get("cursor") || null };
}

export type PlanForm = { replies: string; bounces: string; days: string };

/** What the form asks; with an error in it the usual question, so that the calendar stays. `kept`: what other links repeat. */
export function readPlanForm(params: URLSearchParams) {
  const given = Object.fromEntries([...params].filter(([name, value]) => value !== "" && name in planForm.shape));
  const parsed = planForm.safeParse(given);
  const errors: Partial<PlanForm> = {};
  for (const { path, message } of parsed.error?.issues ?? []) errors[path[0] as keyof PlanForm] ??= message;
  const { replies, bounces, days } = parsed.data ?? planForm.parse({});
  if (replies + bounces > 100) errors.bounces = "Replies and bounces together cannot be more than 100 %.";
  const isRefused = Object.keys(errors).length > 0;
  const shares = isRefused ? { replyRate: 0, bounceRate: 0 } : { replyRate: replies / 100, bounceRate: bounces / 100 };
  const values: PlanForm = { replies: String(replies), bounces: String(bounces), days: String(days), ...given };
  const kept: [string, string][] = isRefused ? [] : Object.entries(given);
  return { query: { seed: 1, days, ...shares } satisfies SimulationQuery, values, errors, kept };
}
