/** The sequence form: fields named `steps.0.variants.0.body`, so that an issue's path is the field's name. */
import type { SequenceStep } from "../domain/sequence.ts";

export type FormStep = Pick<SequenceStep, "delayDays" | "businessDays" | "variants">;

export const EMPTY_STEP: FormStep = { delayDays: 3, businessDays: true, variants: [{ subject: "", body: "" }] };

const MAX_FORM_STEPS = 20;

/** The steps as they were entered, valid or not. A delay that is no number comes as NaN and is refused by the parser. */
export function readSteps(form: FormData): FormStep[] {
  const steps: FormStep[] = [];
  for (let index = 0; index < MAX_FORM_STEPS && form.has(`steps.${index}.variants.0.body`); index++) {
    const text = (name: string) => String(form.get(`steps.${index}.${name}`) ?? "").replaceAll("\r\n", "\n");
    const variants = [];
    for (let variant = 0; form.has(`steps.${index}.variants.${variant}.body`); variant++) {
      const at = `variants.${variant}`;
      variants.push({ subject: text(`${at}.subject`), body: text(`${at}.body`) });
    }
    const delay = text("delayDays").trim();
    steps.push({
      delayDays: index === 0 ? 0 : delay === "" ? Number.NaN : Number(delay),
      businessDays: text("dayKind") !== "calendar",
      variants,
    });
  }
  return steps;
}

/** "add" appends a step, "remove.1" takes the second one out; anything else means save. */
export function editSteps(steps: FormStep[], intent: string): FormStep[] | null {
  if (intent === "add") return [...steps, EMPTY_STEP];
  const removed = /^remove\.(\d+)$/.exec(intent)?.[1];
  if (removed === undefined) return null;
  return steps.filter((_, index) => index !== Number(removed));
}
