import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { Select } from "./select.tsx";
import { TextArea } from "./text-area.tsx";

export type EditedStep = { delayDays: number; businessDays: boolean; variants: { subject: string; body: string }[] };

/** The fields of all steps. Adding and removing are buttons of the form, so they work without JavaScript. */
export function SequenceSteps({ steps, maxSteps }: { steps: EditedStep[]; maxSteps: number }) {
  return (
    <>
      <ol className="flex flex-col gap-5">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its number
          <li key={index} className="rounded-lg border border-line bg-card p-4">
            <StepFields step={step} index={index} isOnly={steps.length === 1} />
          </li>
        ))}
      </ol>
      {steps.length < maxSteps && (
        <div className="mt-4">
          <Button name="intent" value="add">
            Add step
          </Button>
        </div>
      )}
    </>
  );
}

function StepFields({ step, index, isOnly }: { step: EditedStep; index: number; isOnly: boolean }) {
  const name = (field: string) => `steps.${index}.${field}`;
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="sr-only">Step {index + 1}</legend>
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">Step {index + 1}</h2>
        {!isOnly && (
          <Button name="intent" value={`remove.${index}`} look="quiet" isSmall>
            Remove step {index + 1}
          </Button>
        )}
      </div>
      {index === 0 ? (
        <p className="text-soft">Goes as soon as the window, the cap and the gap allow.</p>
      ) : (
        <>
          <p className="text-soft">
            Goes into the thread of the first mail, as an answer to it: its subject is “Re:” and the subject of step 1.
          </p>
          <div className="flex flex-wrap gap-4">
            <Field
              name={name("delayDays")}
              label="Days after the mail before"
              type="number"
              min={0}
              max={365}
              width="short"
              required
              defaultValue={Number.isNaN(step.delayDays) ? "" : step.delayDays}
            />
            <Select
              name={name("dayKind")}
              label="Counted in"
              options={[
                { value: "business", label: "business days" },
                { value: "calendar", label: "calendar days" },
              ]}
              defaultValue={step.businessDays ? "business" : "calendar"}
            />
          </div>
        </>
      )}
      {step.variants.map((variant, number) => (
        <VariantFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a variant is its number
          key={number}
          variant={variant}
          name={name(`variants.${number}`)}
          words={step.variants.length > 1 ? `, variant ${number + 1}` : ""}
          isFirst={index === 0}
        />
      ))}
    </fieldset>
  );
}

function VariantFields(props: {
  variant: { subject: string; body: string };
  name: string;
  words: string;
  isFirst: boolean;
}) {
  const { variant, name, words, isFirst } = props;
  return (
    <>
      {isFirst ? (
        <Field name={`${name}.subject`} label={`Subject${words}`} maxLength={1000} defaultValue={variant.subject} />
      ) : (
        // Kept for the day this step becomes the first one.
        <input type="hidden" name={`${name}.subject`} value={variant.subject} />
      )}
      <TextArea
        name={`${name}.body`}
        label={`Text${words}`}
        rows={9}
        maxLength={50000}
        isCode
        defaultValue={variant.body}
      />
    </>
  );
}
