import { Form } from "@remix-run/react";
import { Button, ButtonLink } from "./button.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { Pager } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { Stat, StatRow } from "./stat.tsx";

export type RejectedLine = {
  rowNo: number;
  lineNo: number;
  outcome: "invalid" | "duplicate" | "suppressed";
  reason: string;
  raw: string[];
};
export type ImportResultProps = {
  importId: string;
  counts: { rows: number; created: number; updated: number; duplicate: number; invalid: number; suppressed: number };
  mayUndo: boolean;
  rejected: RejectedLine[];
  firstTo?: string;
  nextTo?: string;
};

const COLUMNS: Column<RejectedLine>[] = [
  { key: "reason", header: "Reason", render: (row) => row.reason },
  { key: "line", header: "Line", align: "right", render: (row) => row.lineNo },
  { key: "outcome", header: "Outcome", render: (row) => row.outcome },
  {
    key: "raw",
    header: "Row",
    from: "md",
    render: (row) => (
      <span className="block truncate" dir="auto">
        {row.raw.filter(Boolean).slice(0, 6).join(" · ")}
      </span>
    ),
  },
];

export function ImportResult({ importId, counts, mayUndo, rejected, firstTo, nextTo }: ImportResultProps) {
  const rejectedCount = counts.duplicate + counts.invalid + counts.suppressed;
  return (
    <>
      <div className="mb-8">
        <StatRow>
          <Stat label="Rows" value={counts.rows} words="created + updated + rejected" />
          <Stat label="Created" value={counts.created} />
          <Stat label="Updated" value={counts.updated} words="blanks filled" />
          <Stat label="Duplicate" value={counts.duplicate} />
          <Stat label="Invalid" value={counts.invalid} />
          <Stat label="Suppressed" value={counts.suppressed} />
        </StatRow>
      </div>
      <Panel
        title="Rejected rows"
        answer="Correct them in the file and import it again: what is stored already does no harm."
        action={
          rejectedCount > 0 && (
            <ButtonLink to={`/api/leads/imports/${importId}/rejected.csv`} reloadDocument isSmall>
              Download as CSV
            </ButtonLink>
          )
        }
      >
        <DataTable
          caption="Rejected rows"
          columns={COLUMNS}
          rows={rejected}
          rowKey={(row) => String(row.rowNo)}
          empty={<EmptyState title="No row was rejected" reason="Every row of the file is stored." />}
        />
        {(firstTo || nextTo) && <Pager newerTo={firstTo} olderTo={nextTo} />}
      </Panel>
      {mayUndo && (
        <Panel
          title="Undo this import"
          answer="Deletes the leads it created and empties the fields it filled. Leads that are in a campaign, in a conversation or in another import since are kept."
        >
          <Form method="post">
            <Button look="danger" name="intent" value="undo" pendingLabel="Undoing…">
              Undo import
            </Button>
          </Form>
        </Panel>
      )}
    </>
  );
}
