import { type ReactNode, useMemo } from "react";
import { ErrorSummary } from "./error-summary.tsx";
import { FieldErrorsContext } from "./field-frame.tsx";

/**
 * Wraps the fields of one form: shows the summary on top, hands each field its error by name, and gives the first
 * bad field the focus (by `autofocus` in the HTML, by script after hydration).
 */
export type FormErrorsProps = {
  message?: string;
  /** By field name, or as a list in the order of the form. */
  errors?: Record<string, string | undefined> | { path: string; message: string }[];
  /** Two forms with equal field names on one page need different prefixes. */
  idPrefix?: string;
  children?: ReactNode;
};

export function FormErrors({ message, errors, idPrefix = "field", children }: FormErrorsProps) {
  // The same answer of the server stays the same list, so that typing does not move the focus.
  const issues = useMemo(() => (Array.isArray(errors) ? errors : listIssues(errors)), [errors]);
  const byName: Record<string, string> = {};
  for (const issue of issues) byName[issue.path] ??= issue.message;
  return (
    <FieldErrorsContext.Provider value={{ idPrefix, byName, firstName: issues[0]?.path }}>
      {(message || issues.length > 0) && <ErrorSummary message={message} issues={issues} idPrefix={idPrefix} />}
      {children}
    </FieldErrorsContext.Provider>
  );
}

function listIssues(errors: Record<string, string | undefined> = {}) {
  return Object.entries(errors).flatMap(([path, message]) => (message ? [{ path, message }] : []));
}
