/** What a plan takes for granted, and the form to take something else for granted. */
import { Form } from "@remix-run/react";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";

export function PlanAssumptions({ sentences }: { sentences: string[] }) {
  return (
    <ul className="list-disc pl-5 text-soft">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

type PlanQuestionProps = {
  values: { replies: string; bounces: string; days: string };
  errors: { replies?: string; bounces?: string; days?: string };
};

/** The form that asks for another plan; the answer is the same page. */
export function PlanQuestion({ values, errors }: PlanQuestionProps) {
  const percent = { type: "number", min: 0, max: 100, step: "any", suffix: "%", width: "short" } as const;
  return (
    <Form method="get" className="mt-4 flex flex-wrap items-end gap-3">
      <Field {...percent} name="replies" label="Replies" defaultValue={values.replies} error={errors.replies} />
      <Field {...percent} name="bounces" label="Bounces" defaultValue={values.bounces} error={errors.bounces} />
      <Field
        type="number"
        name="days"
        label="Days to look at"
        min={1}
        max={730}
        width="short"
        defaultValue={values.days}
        error={errors.days}
      />
      <Button>Work out</Button>
    </Form>
  );
}
