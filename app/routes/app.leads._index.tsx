import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { ButtonLink } from "../components/button.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FilterBar } from "../components/filter-bar.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Pager } from "../components/pager.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Toast } from "../components/toast.tsx";
import { listLeads } from "../use-cases/leads/list-leads.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parsePageRequest } from "../web/parse.server.ts";

const DONE: Record<string, string> = { deleted: "The lead is deleted." };
const MAX_COUNTED = 10_000;

export const meta: MetaFunction = () => [{ title: "Leads · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url, now, member }) => {
    const q = url.searchParams.get("q")?.trim() ?? "";
    const request = parsePageRequest(url);
    const { items, pageInfo, total, found } = await listLeads(app, actor, { ...request, q, isCounted: true });
    const rows = items.map(({ leadId, email, firstName, lastName, title, companyName, country, createdAt }) => {
      return { leadId, email, firstName, lastName, title, companyName, country, createdAt };
    });
    const done = DONE[url.searchParams.get("done") ?? ""];
    return {
      rows,
      pageInfo,
      total,
      found,
      q,
      isFirstPage: request.cursor === null,
      done,
      now,
      timeZone: member.timeZone,
    };
  });
}

type Row = Awaited<ReturnType<typeof loader>>["rows"][number];

export default function Leads() {
  const { rows, pageInfo, total, found, q, isFirstPage, done, now, timeZone } = useLoaderData<typeof loader>();
  const columns: Column<Row>[] = [
    { key: "name", header: "Lead", render: (row) => <LeadLink row={row} /> },
    {
      key: "email",
      header: "E-mail",
      from: "md",
      render: (row) => <span className="block truncate">{row.email}</span>,
    },
    {
      key: "company",
      header: "Company",
      render: (row) => (
        <span className="block truncate" dir="auto">
          {row.companyName}
        </span>
      ),
    },
    {
      key: "title",
      header: "Title",
      from: "lg",
      render: (row) => (
        <span className="block truncate" dir="auto">
          {row.title}
        </span>
      ),
    },
    { key: "country", header: "Country", from: "xl", render: (row) => row.country },
    {
      key: "added",
      header: "Added",
      from: "md",
      render: (row) => <TimeText at={row.createdAt} now={now} timeZone={timeZone} />,
    },
  ];
  const link = (cursor: string | null) =>
    `/app/leads?${new URLSearchParams({ ...(q && { q }), ...(cursor && { cursor }) })}`;
  const importLink = (
    <ButtonLink to="/app/leads/import" look="primary">
      Import leads
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="Leads" answer={answerOf({ total, found, q })} action={total > 0 && importLink} />
      {total > 0 && (
        <FilterBar
          label="Filter leads"
          search={{ name: "q", label: "Name, e-mail, company or title", defaultValue: q }}
          active={q ? [{ label: "Search", value: q, removeTo: "/app/leads" }] : []}
        />
      )}
      <DataTable
        caption="Leads"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.leadId}
        empty={<NoLeads q={total > 0 ? q : ""} importLink={importLink} />}
      />
      {total > 0 && (
        <Pager
          words={`${foundWords(found, q)} found`}
          newerTo={isFirstPage ? undefined : link(null)}
          olderTo={pageInfo.nextCursor ? link(pageInfo.nextCursor) : undefined}
        />
      )}
      <p className="mt-2 flex flex-wrap gap-4 text-sm">
        <Link to="/app/leads/new" className="link">
          Add one by hand
        </Link>
        <Link to="/app/leads/imports" className="link">
          Earlier imports
        </Link>
        {total > 0 && (
          <Link
            to={`/api/leads/export.csv${q ? `?${new URLSearchParams({ q })}` : ""}`}
            reloadDocument
            className="link"
          >
            Export {q ? "these" : "all"} as CSV
          </Link>
        )}
      </p>
      {done && <Toast closeTo="/app/leads">{done}</Toast>}
    </>
  );
}

function answerOf({ total, found, q }: { total: number; found: number; q: string }): string {
  const leads = `${formatNumber(total)} ${total === 1 ? "lead" : "leads"} in this workspace`;
  return q && total > 0 ? `${leads}, ${foundWords(found, q)} found.` : `${leads}.`;
}

function foundWords(found: number, q: string): string {
  return q && found > MAX_COUNTED ? `${formatNumber(MAX_COUNTED)}+` : formatNumber(found);
}

function NoLeads({ q, importLink }: { q: string; importLink: ReactNode }) {
  if (q)
    return (
      <EmptyState
        title="No lead matches"
        reason={`Nothing holds all of “${q}” in name, e-mail, company or title.`}
        action={<ButtonLink to="/app/leads">Show all leads</ButtonLink>}
      />
    );
  return (
    <EmptyState
      title="There are no leads yet"
      reason="Leads are the people that campaigns write to. Bring a CSV from Apollo, HubSpot, LinkedIn, Google or Outlook, or add one by hand."
      action={importLink}
    />
  );
}

function LeadLink({ row }: { row: Row }) {
  const name = [row.firstName, row.lastName].filter(Boolean).join(" ") || row.email;
  return (
    <Link to={`/app/leads/${row.leadId}`} className="link block truncate" dir="auto">
      {name}
    </Link>
  );
}
