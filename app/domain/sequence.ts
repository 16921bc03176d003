/**
 * The steps of a campaign as people write them. Step 1 goes at once; each later one waits its days after the mail
 * before. Follow-ups go into the thread of the first mail, so only step 1 needs a subject.
 */
import { z } from "zod";
import type { FieldIssue } from "./errors.ts";
import { cleanText } from "./merge-fields.ts";
import { parseTemplate } from "./merge-template.ts";

export type MessageVariant = { subject: string; body: string };
export type SequenceStep = {
  /** Names the step in every version; never reused once mailed. */
  stepNo: number;
  delayDays: number;
  businessDays: boolean;
  variants: MessageVariant[];
};

export const MAX_STEPS = 10;
export const MAX_VARIANTS = 5;

const variantSchema = z
  .object({
    subject: z
      .string()
      .max(1_000, "A subject has at most 1,000 characters.")
      .transform((text) => cleanText(text, "subject")),
    body: z
      .string()
      .max(50_000, "A text has at most 50,000 characters.")
      .transform((text) => cleanText(text, "body")),
  })
  .strict();

export const sequenceSchema = z
  .object({
    steps: z
      .array(
        z
          .object({
            delayDays: z
              .number("Write a number of days.")
              .int("Write whole days.")
              .min(0, "Write 0 or more days.")
              .max(365, "At most 365 days."),
            businessDays: z.boolean().default(true),
            variants: z.array(variantSchema).min(1).max(MAX_VARIANTS),
          })
          .strict(),
      )
      .min(1, "A sequence needs at least one step.")
      .max(MAX_STEPS, `A sequence has at most ${MAX_STEPS} steps.`),
  })
  .strict();

export type SequenceInput = z.input<typeof sequenceSchema>;

/**
 * Reads the steps of a sequence, or says what is wrong and where.
 *
 * Shape   unknown → steps numbered from 1, or issues with paths such as `steps.0.variants.0.body`
 * Rules   step 1 has delay 0; every body is written; the first subject is written; every template can be parsed
 * Errors  none
 */
export function parseSequence(
  input: unknown,
): { ok: true; steps: SequenceStep[] } | { ok: false; issues: FieldIssue[] } {
  const parsed = sequenceSchema.safeParse(input);
  if (!parsed.success) {
    return {
      ok: false,
      issues: parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })),
    };
  }
  const steps = parsed.data.steps.map((step, index) => ({ stepNo: index + 1, ...step }));
  const issues = steps.flatMap((step, index) => issuesOf(step, index));
  return issues.length > 0 ? { ok: false, issues } : { ok: true, steps };
}

function issuesOf(step: SequenceStep, index: number): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (index === 0 && step.delayDays !== 0)
    issues.push({ path: "steps.0.delayDays", message: "The first mail goes at once: its delay is 0 days." });
  step.variants.forEach((variant, variantIndex) => {
    const path = `steps.${index}.variants.${variantIndex}`;
    if (variant.subject.trim() === "") {
      if (index === 0) issues.push({ path: `${path}.subject`, message: "Write the subject of the first mail." });
    } else issues.push(...templateIssues(variant.subject, `${path}.subject`));
    if (variant.body.trim() === "") issues.push({ path: `${path}.body`, message: "Write the text of this mail." });
    else issues.push(...templateIssues(variant.body, `${path}.body`));
  });
  return issues;
}

/** What keeps a template from being read, as an issue of its field. */
export function templateIssues(text: string, path: string): FieldIssue[] {
  const parsed = parseTemplate(text);
  return parsed.ok ? [] : [{ path, message: `Line ${parsed.line}: ${parsed.message}` }];
}
