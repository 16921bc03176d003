import { Form, Link } from "@remix-run/react";
import Search from "lucide-react/icons/search";
import X from "lucide-react/icons/x";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

export type ActiveFilter = { label: string; value: string; removeTo: string };

/** A rare one is folded away until it is in use. */
export type FilterSelect = {
  name: string;
  label: string;
  defaultValue?: string;
  options: { value: string; label: string }[];
  isRare?: boolean;
};

export type FilterBarProps = {
  /** The name of the list, for readers: "Filter leads". */
  label: string;
  search?: { name: string; label: string; defaultValue?: string };
  selects?: FilterSelect[];
  active?: ActiveFilter[];
  clearTo?: string;
  /** Hidden inputs that the URL must keep. */
  children?: ReactNode;
};

/** The filters of a list: a GET form whose state is the URL; each active filter is a link that removes it. */
export function FilterBar({ label, search, selects = [], active = [], clearTo, children }: FilterBarProps) {
  const current = [search?.defaultValue, ...selects.map((select) => select.defaultValue)].join("\n");
  const rare = selects.filter((select) => select.isRare);
  return (
    <div className="mb-4 flex flex-col gap-2">
      {/* The URL is the state: other filters mean other fields, so that a removed one empties its field. */}
      <Form key={current} method="get" role="search" aria-label={label} className="flex flex-wrap items-end gap-2">
        {children}
        {search && (
          <label className="relative min-w-0 flex-1 basis-60 sm:max-w-80">
            <span className="sr-only">{search.label}</span>
            <Search
              size={16}
              aria-hidden="true"
              className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-soft"
            />
            <input
              type="search"
              name={search.name}
              defaultValue={search.defaultValue}
              placeholder={search.label}
              className="control pl-8"
            />
          </label>
        )}
        <Selects of={selects.filter((select) => !select.isRare)} />
        <Button>Apply</Button>
        {rare.length > 0 && (
          <details open={rare.some((select) => select.defaultValue)} className="basis-full">
            <summary className="link inline-block text-sm">More filters</summary>
            <div className="mt-2 flex flex-wrap items-end gap-2">
              <Selects of={rare} />
            </div>
          </details>
        )}
      </Form>
      {active.length > 0 && (
        <ul aria-label="Active filters" className="flex flex-wrap items-center gap-2">
          {active.map((filter) => (
            <li key={filter.label + filter.value} className="min-w-0">
              <Link
                to={filter.removeTo}
                className="inline-flex max-w-80 min-h-7 items-center gap-1.5 rounded-full border border-rim bg-card px-2.5 text-sm hover:bg-hover pointer-coarse:min-h-10"
              >
                <span className="one-line">
                  <span className="text-soft">{filter.label}:</span> {filter.value}
                </span>
                <X size={14} aria-hidden="true" className="shrink-0" />
                <span className="sr-only">(remove)</span>
              </Link>
            </li>
          ))}
          {clearTo && (
            <li>
              <Link to={clearTo} className="link text-sm">
                Clear all
              </Link>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function Selects({ of }: { of: FilterSelect[] }) {
  return of.map((select) => (
    <label key={select.name} className="text-xs text-soft">
      {select.label}
      <select name={select.name} defaultValue={select.defaultValue} className="control mt-1 text-base">
        {select.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  ));
}
