/** What a campaign is made of and changed by, as the API and the forms give it. */
import { z } from "zod";
import { cleanText } from "./merge-fields.ts";
import { timeZoneSchema, windowSchema } from "./window.ts";

const fields = {
  name: z
    .string("Give the campaign a name.")
    .transform((text) => cleanText(text, "subject").trim())
    .pipe(z.string().min(1, "Give the campaign a name.").max(200, "A name has at most 200 characters.")),
  icpProfileId: z.uuid().nullish(),
  inboxIds: z
    .array(z.uuid())
    .max(200)
    .transform((ids) => [...new Set(ids.map((id) => id.toLowerCase()))])
    .optional(),
  /** Null or left out: the window is read in the inbox's own zone. */
  timeZone: timeZoneSchema.nullish(),
  timeZoneMode: z.enum(["lead", "inbox"]).optional(),
  window: windowSchema.optional(),
  companyStop: z.boolean().optional(),
  holidays: z.boolean().optional(),
};

export const newCampaignSchema = z.object(fields).strict();
export const campaignChangeSchema = z.object({ ...fields, name: fields.name.optional() }).strict();

export type NewCampaign = z.output<typeof newCampaignSchema>;
export type CampaignChange = z.output<typeof campaignChangeSchema>;
