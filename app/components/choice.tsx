import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { type FieldBasics, FieldError, FieldHint, useFieldWiring } from "./field-frame.tsx";

export type ChoiceProps = FieldBasics & {
  /** radio: exactly one; checkbox: any number. A single yes/no is a checkbox with one option and `isLabelHidden`. */
  type: "radio" | "checkbox";
  options: { value: string; label: ReactNode; hint?: ReactNode; isDisabled?: boolean }[];
  defaultValue?: string | string[];
  required?: boolean;
  isLabelHidden?: boolean;
  /** Short options (weekdays) may stand in one row. */
  isInline?: boolean;
};

/** A group of radio buttons or checkboxes under one legend. */
export function Choice(props: ChoiceProps) {
  const { id, error, control } = useFieldWiring(props);
  const chosen = [props.defaultValue ?? []].flat();
  return (
    <fieldset className={classNames("max-w-form", props.className)} aria-describedby={control["aria-describedby"]}>
      <legend className={props.isLabelHidden ? "sr-only" : "font-medium"}>
        {props.label}
        {props.optional && <span className="font-normal text-soft"> (optional)</span>}
      </legend>
      {props.hint && <FieldHint id={id}>{props.hint}</FieldHint>}
      <div className={classNames("mt-1.5 flex", props.isInline ? "flex-wrap gap-x-5 gap-y-1" : "flex-col gap-1")}>
        {props.options.map((option, index) => {
          const optionId = index === 0 ? id : `${id}-${index}`;
          return (
            <div key={option.value} className="flex items-start gap-2.5 py-1 pointer-coarse:py-2.5">
              <input
                id={optionId}
                type={props.type}
                name={props.name}
                value={option.value}
                defaultChecked={chosen.includes(option.value)}
                disabled={option.isDisabled}
                required={props.type === "radio" ? props.required : undefined}
                aria-invalid={control["aria-invalid"]}
                aria-describedby={option.hint ? `${optionId}-about` : undefined}
                // biome-ignore lint/a11y/noAutofocus: the first field with an error takes the focus without JavaScript
                autoFocus={index === 0 ? control.autoFocus : undefined}
                className="mt-0.5 shrink-0"
              />
              <div>
                <label htmlFor={optionId}>{option.label}</label>
                {option.hint && (
                  <p id={`${optionId}-about`} className="text-sm text-soft">
                    {option.hint}
                  </p>
                )}
              </div>
            </div>
          );
        })}
      </div>
      {error && <FieldError id={id}>{error}</FieldError>}
    </fieldset>
  );
}
