/** What the reply pages and the API take in. */
import { z } from "zod";
import { CONVERSATION_CATEGORIES } from "../../domain/reply-category.ts";

const none = (value: unknown) => (value === "" ? undefined : value);
const flag = z.preprocess(
  none,
  z
    .enum(["true", "false", "1", "0"])
    .transform((word) => word === "true" || word === "1")
    .optional(),
);

export const replyFilters = z.object({
  kind: z.preprocess(none, z.enum(["answers", "reports", "all"]).optional()),
  category: z.preprocess(none, z.enum(CONVERSATION_CATEGORIES).optional()),
  campaignId: z.preprocess(none, z.uuid().optional()),
  inboxId: z.preprocess(none, z.uuid().optional()),
  unread: flag,
  q: z.preprocess(none, z.string().trim().max(200).optional()),
});

export const categoryInput = z.object({ category: z.enum(CONVERSATION_CATEGORIES) });

export const replyBody = z
  .string()
  .transform((text) => text.replace(/\r\n?/g, "\n").trim())
  .pipe(z.string().min(1, "Write something first.").max(50_000, "An answer has at most 50,000 characters."));

export function filtersOf({ unread, ...filters }: z.output<typeof replyFilters>) {
  return { ...filters, isUnread: unread };
}
