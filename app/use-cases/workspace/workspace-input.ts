/** What a workspace's settings may be. */
import { z } from "zod";
import { MAX_COMPANY_SPREAD } from "../../domain/company-spread.ts";

const NAME_LENGTH = 120;
const ADDRESS_LENGTH = 500;

/** The postal address stands in every mail (CAN-SPAM Act, 16 CFR 316.5), so it is one or more lines of text. */
export const workspaceInput = z.object({
  name: z
    .string({ error: "Enter a name." })
    .trim()
    .min(1, "Enter a name.")
    .max(NAME_LENGTH, `Use at most ${NAME_LENGTH} characters.`),
  timeZone: z.string({ error: "Choose a time zone." }).refine(isTimeZone, "Choose a time zone of the list."),
  postalAddress: z
    .string()
    .trim()
    .max(ADDRESS_LENGTH, `Use at most ${ADDRESS_LENGTH} characters.`)
    .transform((text) => text.replaceAll("\r\n", "\n") || null)
    .nullish()
    .transform((text) => text ?? null),
  /** Empty: no limit. Left out: it stays as it is. */
  companySpread: z
    .union([
      z.literal("").transform(() => null),
      z.coerce
        .number("Give a whole number, or leave it empty.")
        .int("Give a whole number.")
        .min(1, "Give at least 1. To send nothing, stop all sending.")
        .max(MAX_COMPANY_SPREAD, "Give at most 1,000."),
    ])
    .nullish(),
});

export type WorkspaceInput = z.output<typeof workspaceInput>;

/** Names of places only; an offset like +01:00 knows no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** All IANA zones that this runtime knows, with UTC and the one in use. */
export function timeZoneNames(current: string): string[] {
  return [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", current])].sort();
}
