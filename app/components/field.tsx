import type { InputHTMLAttributes } from "react";
import { classNames } from "./class-names.ts";
import { type FieldBasics, FieldFrame, useFieldWiring } from "./field-frame.tsx";

export type FieldProps = FieldBasics & {
  type?: "text" | "email" | "password" | "search" | "url" | "tel" | "number" | "date" | "time" | "datetime-local";
  defaultValue?: string | number;
  required?: boolean;
  autoComplete?: string;
  /** Short values (a number, a time) get a short box. */
  width?: "short" | "full";
  suffix?: string;
} & Pick<
    InputHTMLAttributes<HTMLInputElement>,
    | "min"
    | "max"
    | "step"
    | "minLength"
    | "maxLength"
    | "pattern"
    | "placeholder"
    | "inputMode"
    | "readOnly"
    | "disabled"
    | "spellCheck"
    | "list"
  >;

/** One line of text. */
export function Field(props: FieldProps) {
  const { name, label, hint, error, optional, id, className, type = "text", width, suffix, ...input } = props;
  const wiring = useFieldWiring(props);
  return (
    <FieldFrame {...{ name, label, hint, optional, className }} fieldId={wiring.id} shownError={wiring.error}>
      <div className={classNames("flex items-center gap-2", width === "short" && "max-w-40")}>
        <input
          {...input}
          {...wiring.control}
          type={type}
          className={classNames("control", type === "number" && "numeric")}
        />
        {suffix && <span className="text-soft whitespace-nowrap">{suffix}</span>}
      </div>
    </FieldFrame>
  );
}
