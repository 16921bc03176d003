import { classNames } from "./class-names.ts";
import { type FieldBasics, FieldFrame, useFieldWiring } from "./field-frame.tsx";

export type SelectProps = FieldBasics & {
  options: { value: string; label: string; isDisabled?: boolean }[];
  defaultValue?: string;
  required?: boolean;
  disabled?: boolean;
  width?: "short" | "full";
};

/** One of many, as the browser's own list. */
export function Select(props: SelectProps) {
  const { name, label, hint, error, optional, id, className, options, width, ...select } = props;
  const wiring = useFieldWiring(props);
  return (
    <FieldFrame {...{ name, label, hint, optional, className }} fieldId={wiring.id} shownError={wiring.error}>
      <select {...select} {...wiring.control} className={classNames("control", width === "short" && "max-w-40")}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
