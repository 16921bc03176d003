import { createContext, type ReactNode, useContext } from "react";
import { classNames } from "./class-names.ts";

/**
 * What every field shares: label above, hint under the label, error under the control, ids that tie them together.
 * Inside <FormErrors> a field finds its own error by name; the first one with an error takes the focus.
 */
export type FieldErrors = { idPrefix: string; byName: Record<string, string>; firstName: string | undefined };

export const FieldErrorsContext = createContext<FieldErrors>({ idPrefix: "field", byName: {}, firstName: undefined });

export type FieldBasics = {
  name: string;
  label: string;
  hint?: ReactNode;
  error?: string;
  /** Optional fields say so; all others are required by their form. */
  optional?: boolean;
  id?: string;
  className?: string;
};

export function fieldId(idPrefix: string, name: string) {
  return `${idPrefix}-${name.replace(/[^A-Za-z0-9_-]/g, "-")}`;
}

/** The ids, the error and the ARIA attributes of the field of this name. */
export function useFieldWiring(basics: FieldBasics) {
  const context = useContext(FieldErrorsContext);
  const id = basics.id ?? fieldId(context.idPrefix, basics.name);
  const error = basics.error ?? context.byName[basics.name];
  const describedBy = [basics.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const control = {
    id,
    name: basics.name,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": error ? (true as const) : undefined,
    autoFocus: context.firstName === basics.name || undefined,
  };
  return { id, error, control };
}

export function FieldHint({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={`${id}-hint`} className="text-sm text-soft mt-0.5">
      {children}
    </p>
  );
}

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={`${id}-error`} className="mt-1.5 text-sm font-medium text-stop-ink">
      <span className="sr-only">Error: </span>
      {children}
    </p>
  );
}

export function FieldFrame(props: FieldBasics & { fieldId: string; shownError?: string; children: ReactNode }) {
  return (
    <div className={classNames("max-w-form", props.className)}>
      <label htmlFor={props.fieldId} className="font-medium">
        {props.label}
        {props.optional && <span className="font-normal text-soft"> (optional)</span>}
      </label>
      {props.hint && <FieldHint id={props.fieldId}>{props.hint}</FieldHint>}
      <div className="mt-1.5">{props.children}</div>
      {props.shownError && <FieldError id={props.fieldId}>{props.shownError}</FieldError>}
    </div>
  );
}
