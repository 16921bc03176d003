/**
 * Checks one sequence against many leads. Where a template is plain text and outputs, only the blankness of its
 * fields can stop it, so one answer serves every lead whose fields are blank in the same places.
 */
import { type MergeFields, type MergePlace, type MergeScope, mergeScope } from "./merge-fields.ts";
import { listMergeFields, type MergeProblem, parseTemplate, renderTemplate } from "./merge-template.ts";
import type { SequenceStep } from "./sequence.ts";

export type StepProblem = MergeProblem & { stepNo: number; variant: number };

/**
 * Makes the check of a sequence.
 *
 * Shape   steps → a function: the fields of one lead → every field that stops one of its mails
 * Rules   the same answer as rendering each template; an empty subject of a follow-up is no problem
 * Errors  none
 */
export function mergeChecker(steps: SequenceStep[]): (fields: MergeFields) => StepProblem[] {
  const checks = steps.flatMap((step, index) =>
    step.variants.map((variant, variantIndex) => {
      const parts = [templateChecker(variant.body, "body")];
      if (index === 0 || variant.subject.trim() !== "") parts.unshift(templateChecker(variant.subject, "subject"));
      return { stepNo: step.stepNo, variant: variantIndex, parts };
    }),
  );
  return (fields) => {
    const scopes = { subject: mergeScope(fields, "subject"), body: mergeScope(fields, "body") };
    return checks.flatMap(({ stepNo, variant, parts }) => {
      const problems = parts.flatMap((check) => check(fields, scopes));
      return distinct(problems).map((problem) => ({ ...problem, stepNo, variant }));
    });
  };
}

type TemplateCheck = (fields: MergeFields, scopes: Record<MergePlace, MergeScope>) => MergeProblem[];

function templateChecker(text: string, place: MergePlace): TemplateCheck {
  const parsed = parseTemplate(text);
  const render = (fields: MergeFields) => {
    const result = renderTemplate(text, fields, place);
    return result.ok ? [] : result.problems;
  };
  if (!parsed.ok || !isDecidedByBlanks(text)) return render;
  const names = listMergeFields(parsed.template);
  const known = new Map<string, MergeProblem[]>();
  return (fields, scopes) => {
    const blanks = names.map((name) => presenceOf(scopes[place], name)).join("");
    const found = known.get(blanks) ?? render(fields);
    known.set(blanks, found);
    return found;
  };
}

/** No tags, and some text that stands in every mail: what is written then never comes out empty. */
function isDecidedByBlanks(text: string): boolean {
  return !text.includes("{%") && text.replace(/\{\{.*?\}\}/gs, "").trim() !== "";
}

/** One letter: present, blank or unknown. */
function presenceOf(scope: MergeScope, path: string): "p" | "b" | "u" {
  let value: unknown = scope;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return "u";
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === "string" ? "p" : value === null ? "b" : "u";
}

function distinct(problems: MergeProblem[]): MergeProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ field, reason }) => !seen.has(`${field} ${reason}`) && seen.add(`${field} ${reason}`));
}
