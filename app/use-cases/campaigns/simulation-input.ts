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
