/** Which leads come into a campaign, and which of its journeys are asked for. */
import { z } from "zod";
import { cleanText } from "../../domain/merge-fields.ts";

/** As many ids as a request body of 1 MB holds. */
const MAX_LEAD_IDS = 20_000;
/** A search of many words costs one index look-up each. */
const MAX_QUERY_CHARS = 200;

const query = z
  .string()
  .max(MAX_QUERY_CHARS)
  .transform((text) => cleanText(text, "subject").trim());

export const leadsInputSchema = z.union(
  [
    z.object({ leadIds: z.array(z.uuid()).min(1).max(MAX_LEAD_IDS) }).strict(),
    z.object({ importId: z.uuid() }).strict(),
    z.object({ filter: z.object({ q: query.optional() }).strict() }).strict(),
  ],
  "Give leadIds (1 to 20,000), an importId, or a filter.",
);

export const journeyQuerySchema = z.object({
  status: z.enum(["waiting", "replied", "bounced", "unsubscribed", "completed", "stopped"]).optional(),
  q: query.optional(),
});
