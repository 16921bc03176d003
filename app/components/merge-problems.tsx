import { Link } from "@remix-run/react";
import { type Column, DataTable } from "./data-table.tsx";
import { formatNumber } from "./number-text.tsx";
import { Panel } from "./panel.tsx";

type Row = { leadId: string; email: string; field: string; reason: string; stepNo: number; variant: number };

const reasons: Record<string, string> = {
  unknown: "unknown field",
  blank: "blank",
  renders_empty: "comes out empty",
  invalid_template: "template cannot be read",
};

const columns: Column<Row>[] = [
  {
    key: "lead",
    header: "Lead",
    render: (row) => (
      <Link className="link" to={`/app/leads/${row.leadId}`}>
        {row.email}
      </Link>
    ),
  },
  { key: "field", header: "Field", render: (row) => <code>{row.field}</code> },
  { key: "reason", header: "Problem", render: (row) => reasons[row.reason] ?? row.reason },
  { key: "step", header: "Step", align: "right", render: (row) => row.stepNo },
];

/** Lead × field: what keeps a campaign from being launched. */
export function MergeProblems({ items, total }: { items: Row[]; total: number }) {
  const rest = total > items.length ? ` The first ${formatNumber(items.length)} are listed.` : "";
  return (
    <Panel title="Merge fields without a value" answer={`${formatNumber(total)} times a field has no value.${rest}`}>
      <DataTable
        caption="Merge fields without a value"
        columns={columns}
        rows={items}
        rowKey={(row) => `${row.leadId} ${row.field} ${row.stepNo} ${row.variant} ${row.reason}`}
      />
    </Panel>
  );
}
