import { Link } from "@remix-run/react";
import { Button } from "../button.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { EmptyState } from "../empty-state.tsx";
import { FilterBar } from "../filter-bar.tsx";
import { Meter } from "../meter.tsx";
import { NumberText } from "../number-text.tsx";
import { Pager } from "../pager.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { Tabs } from "../tabs.tsx";
import { TimeText } from "../time-text.tsx";
import type { Tone } from "../tone.ts";
import { Specimen, sampleNow, sampleZone } from "./specimen.tsx";

type Row = { id: string; name: string; company: string; tone: Tone; word: string; mails: number; nextAt: string };

const rows: Row[] = [
  {
    id: "1",
    name: "Ana Lindqvist",
    company: "Acme",
    tone: "ok",
    word: "Replied",
    mails: 2,
    nextAt: "2026-11-03T10:04:00Z",
  },
  {
    id: "2",
    name: "مريم الخوارزمي",
    company: "شركة النور للتقنية",
    tone: "wait",
    word: "Waiting",
    mails: 1,
    nextAt: "2026-11-04T08:14:00Z",
  },
  {
    id: "3",
    name: "Maximiliane Freifrau von und zu Hohenstein-Waldburg-Wolfegg 🏔️",
    company: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    tone: "stop",
    word: "Bounced",
    mails: 12_345,
    nextAt: "2026-12-24T08:14:00Z",
  },
];

const columns: Column<Row>[] = [
  {
    key: "name",
    header: "Lead",
    render: (row) => (
      <Link to={`?lead=${row.id}`} className="one-line font-medium hover:underline underline-offset-3" title={row.name}>
        {row.name}
      </Link>
    ),
  },
  { key: "company", header: "Company", from: "md", render: (row) => <span className="one-line">{row.company}</span> },
  { key: "state", header: "State", render: (row) => <StatusBadge tone={row.tone} word={row.word} /> },
  { key: "mails", header: "Mails", align: "right", render: (row) => <NumberText value={row.mails} /> },
  {
    key: "next",
    header: "Next",
    align: "right",
    render: (row) => <TimeText at={row.nextAt} now={sampleNow} timeZone={sampleZone} />,
  },
  {
    key: "cap",
    header: "Cap",
    from: "xl",
    render: (row) => (
      <Meter label={`Cap of ${row.name}`} isLabelHidden value={Math.min(row.mails, 40)} max={40} tone={row.tone} />
    ),
  },
];

/** Tables with their filters and pages. */
export function ListParts() {
  return (
    <>
      <Specimen name="Tabs">
        <Tabs
          label="Campaign"
          tabs={[
            { to: ".", label: "Overview", end: true },
            { to: "candidates", label: "Candidates", count: 214 },
            { to: "sequence", label: "Sequence" },
            { to: "schedule", label: "Schedule" },
            { to: "leads", label: "Leads", count: "10,000+" },
            { to: "report", label: "Report" },
          ]}
        />
      </Specimen>
      <Specimen name="FilterBar and DataTable">
        <div>
          <FilterBar
            label="Filter leads"
            search={{ name: "q", label: "Name, company or address", defaultValue: "acme" }}
            selects={[
              {
                name: "status",
                label: "State",
                options: [
                  { value: "", label: "Any" },
                  { value: "held", label: "Held" },
                ],
              },
            ]}
            active={[
              { label: "Search", value: "acme", removeTo: "?" },
              { label: "Company", value: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", removeTo: "?" },
            ]}
            clearTo="?"
          />
          <DataTable
            caption="Leads"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            selection={{
              name: "leadIds",
              rowLabel: (row) => `Tick ${row.name}`,
              bar: (
                <>
                  <span className="mr-auto text-sm text-soft">With the ticked leads</span>
                  <Button type="button" isSmall>
                    Pause
                  </Button>
                  <Button type="button" isSmall look="danger">
                    Stop
                  </Button>
                </>
              ),
            }}
          />
          <Pager words="1–50 of 10,000+ leads" olderTo="?after=3" />
        </div>
      </Specimen>
      <Specimen name="DataTable, one row and none">
        <DataTable caption="One lead" columns={columns.slice(0, 5)} rows={rows.slice(0, 1)} rowKey={(row) => row.id} />
        <DataTable
          caption="No leads"
          columns={columns}
          rows={[]}
          rowKey={(row) => row.id}
          empty={
            <EmptyState
              title="Leads are people you may write to"
              reason="No lead matches these filters."
              action={
                <Link to="?" className="link">
                  Clear all filters
                </Link>
              }
            />
          }
        />
      </Specimen>
    </>
  );
}
