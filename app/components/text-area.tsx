import { classNames } from "./class-names.ts";
import { type FieldBasics, FieldFrame, useFieldWiring } from "./field-frame.tsx";

export type TextAreaProps = FieldBasics & {
  defaultValue?: string;
  required?: boolean;
  rows?: number;
  maxLength?: number;
  placeholder?: string;
  readOnly?: boolean;
  /** Templates and keys are read letter by letter. */
  isCode?: boolean;
};

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { name, label, hint, error, optional, id, className, rows = 5, isCode, ...area } = props;
  const wiring = useFieldWiring(props);
  return (
    <FieldFrame {...{ name, label, hint, optional, className }} fieldId={wiring.id} shownError={wiring.error}>
      <textarea
        {...area}
        {...wiring.control}
        rows={rows}
        dir="auto"
        className={classNames("control resize-y", isCode && "font-mono")}
      />
    </FieldFrame>
  );
}
