import { useEffect, useRef } from "react";
import { fieldId } from "./field-frame.tsx";

const noIssues: { path: string; message: string }[] = [];

export type ErrorSummaryProps = {
  /** What happened, when no single field is to blame. */
  message?: string;
  issues?: { path: string; message: string }[];
  idPrefix?: string;
};

/** The box above a form that failed: it names each problem and links to its field. Focus goes to the first bad field. */
export function ErrorSummary({ message, issues = noIssues, idPrefix = "field" }: ErrorSummaryProps) {
  const boxRef = useRef<HTMLDivElement>(null);
  const first = issues[0] ? fieldId(idPrefix, issues[0].path) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list of issues is a new answer, even with the same first field
  useEffect(() => {
    const target = (first && document.getElementById(first)) || boxRef.current;
    target?.focus();
  }, [first, issues, message]);
  if (!message && issues.length === 0) return null;
  return (
    <div
      ref={boxRef}
      role="alert"
      tabIndex={-1}
      className="rounded-lg border border-stop-fill bg-stop-wash p-4 max-w-form"
    >
      <h2 className="font-semibold text-stop-ink">{message ?? "Check these fields"}</h2>
      {issues.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-1">
          {issues.map((issue) => (
            <li key={issue.path + issue.message}>
              <a
                href={`#${fieldId(idPrefix, issue.path)}`}
                className="text-stop-ink underline underline-offset-3"
                onClick={(event) => {
                  const field = document.getElementById(fieldId(idPrefix, issue.path));
                  if (!field) return;
                  event.preventDefault();
                  field.focus();
                }}
              >
                {issue.message}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
