import { Form } from "@remix-run/react";
import { useMemo } from "react";
import { CUSTOM_PREFIX, isLeadField, LEAD_FIELD_LABELS, LEAD_FIELDS } from "../domain/lead-fields.ts";
import { Button } from "./button.tsx";
import { FormErrors } from "./form-errors.tsx";
import { Select } from "./select.tsx";

export type ImportMappingProps = {
  header: string[];
  sample: string[][];
  /** By column: a field, "custom:…" or nothing. */
  targets: (string | null)[];
  problem?: string;
};

const OPTIONS = [
  { value: "", label: "Leave out" },
  ...LEAD_FIELDS.map((field) => ({ value: field, label: LEAD_FIELD_LABELS[field] })),
  { value: "custom", label: "Keep as custom field" },
];
const SHOWN_VALUES = 3;

/** One select per column beside what the column holds. */
export function ImportMapping({ header, sample, targets, problem }: ImportMappingProps) {
  const issues = useMemo(
    () => (problem ? [...absenceOf(targets, sample), ...clashesOf(header, targets)] : []),
    [header, sample, targets, problem],
  );
  return (
    <Form method="post" className="flex flex-col gap-5">
      <FormErrors message={problem} errors={issues}>
        <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-card">
          {header.map((name, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may repeat
            <li key={column} className="grid items-start gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[16rem_1fr]">
              <Select
                name={`column-${column}`}
                label={name}
                options={OPTIONS}
                defaultValue={choiceOf(targets[column] ?? null)}
              />
              <p className="min-w-0 text-sm text-soft wrap-anywhere md:pt-7" dir="auto">
                {valuesOf(sample, column).join(" · ") || "empty in the first rows"}
              </p>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Button look="primary" name="intent" value="start" pendingLabel="Starting…">
            Start import
          </Button>
        </div>
      </FormErrors>
    </Form>
  );
}

function choiceOf(target: string | null): string {
  if (target === null) return "";
  return isLeadField(target) ? target : "custom";
}

/** When no column goes to the address, says so beside the one whose values look most like addresses. */
function absenceOf(targets: (string | null)[], sample: string[][]) {
  if (targets.includes("email")) return [];
  const counts = targets.map((_, column) => sample.filter((row) => row[column]?.includes("@")).length);
  const column = Math.max(counts.indexOf(Math.max(...counts)), 0);
  return [
    { path: `column-${column}`, message: 'No column goes to "E-mail" yet. Choose it for the one with the addresses.' },
  ];
}

/** Names each column that shares its field with another one, beside that other one. */
function clashesOf(header: string[], targets: (string | null)[]) {
  return targets.flatMap((target, column) => {
    const other = targets.findIndex((rival, place) => place !== column && rival !== null && rival === target);
    if (target === null || other === -1) return [];
    const label = isLeadField(target) ? LEAD_FIELD_LABELS[target] : target.slice(CUSTOM_PREFIX.length);
    return [{ path: `column-${column}`, message: `Column "${header[other]}" also goes to "${label}".` }];
  });
}

function valuesOf(sample: string[][], column: number): string[] {
  const values = sample.map((row) => row[column]?.trim() ?? "").filter((value) => value !== "");
  return [...new Set(values)]
    .slice(0, SHOWN_VALUES)
    .map((value) => (value.length > 60 ? `${value.slice(0, 60)}…` : value));
}
