import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { SelectAll } from "./select-all.tsx";

export type Column<Row> = {
  key: string;
  header: ReactNode;
  align?: "right";
  render: (row: Row) => ReactNode;
  /** Leaves the column out on screens narrower than this. */
  from?: "md" | "lg" | "xl";
};

export type DataTableProps<Row> = {
  /** The first column names the row: its link. */
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Said to screen readers, and shown as the region's name. */
  caption: string;
  /** Ticks per row inside one POST form; `bar` holds the buttons that act on the ticked rows. */
  selection?: { name: string; rowLabel: (row: Row) => string; bar: ReactNode; action?: string };
  /** On a phone each row is a card of its cells, each with its column's name before it: for tables too wide to fit. */
  stacks?: boolean;
  /** What stands in place of rows when there are none: an <EmptyState>. */
  empty?: ReactNode;
};

const hiddenUntil = {
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
  xl: "hidden xl:table-cell",
} as const;

export function DataTable<Row>(props: DataTableProps<Row>) {
  if (props.rows.length === 0 && props.empty) return <>{props.empty}</>;
  const table = <Table {...props} />;
  if (!props.selection) return table;
  return (
    <form method="post" action={props.selection.action} className="bulk">
      <div className="bulk-bar sticky top-12 z-10 mb-3 flex flex-wrap items-center gap-2 px-3 py-2 lg:top-0">
        {props.selection.bar}
      </div>
      {table}
    </form>
  );
}

function Table<Row>({ columns, rows, rowKey, caption, selection, stacks = false }: DataTableProps<Row>) {
  const headClass = classNames(
    "border-b border-line bg-paper px-3 py-2 text-left text-xs font-medium whitespace-nowrap text-soft lg:sticky lg:z-[5]",
    selection ? "lg:top-13" : "lg:top-0",
  );
  const regionClass = classNames("scroll-cue overflow-x-auto lg:overflow-visible", stacks && "stacks");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section aria-label={caption} tabIndex={0} className={regionClass}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className={classNames(headClass, "w-9 pr-0")}>
                <SelectAll name={selection.name} />
              </th>
            )}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classNames(headClass, cellClass(column))}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="hover:bg-hover">
              {selection && (
                <td className="w-9 border-b border-line py-1 pr-0 pl-3">
                  <input
                    type="checkbox"
                    name={selection.name}
                    value={rowKey(row)}
                    aria-label={selection.rowLabel(row)}
                    className="block"
                  />
                </td>
              )}
              {columns.map((column, index) => {
                const Cell = index === 0 ? "th" : "td";
                return (
                  <Cell
                    key={column.key}
                    scope={index === 0 ? "row" : undefined}
                    className={classNames(
                      "h-10 border-b border-line px-3 py-1 text-left font-normal",
                      index === 0 ? "w-full max-w-0 min-w-32 sm:min-w-44" : "max-w-52",
                      cellClass(column),
                    )}
                  >
                    {stacks && index > 0 && (
                      <span aria-hidden="true" className="stack-name">
                        {column.header}
                      </span>
                    )}
                    {column.render(row)}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellClass<Row>(column: Column<Row>) {
  return classNames(column.align === "right" && "numeric text-right", column.from && hiddenUntil[column.from]);
}
