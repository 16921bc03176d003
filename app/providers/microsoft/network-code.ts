/** How a fetch failed without an answer: the system's code, or the name of the abort. */
import { z } from "zod";

const failure = z.object({
  name: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  cause: z.object({ code: z.string().optional() }).optional().catch(undefined),
});

export function networkCodeOf(error: unknown): string {
  const parsed = failure.safeParse(error);
  const { name, cause, code } = parsed.success ? parsed.data : {};
  return cause?.code ?? (typeof code === "string" ? code : undefined) ?? name ?? "no answer";
}
