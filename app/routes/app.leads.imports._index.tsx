import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { ButtonLink } from "../components/button.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { ImportState } from "../components/import-state.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Pager } from "../components/pager.tsx";
import { TimeText } from "../components/time-text.tsx";
import { listImports } from "../use-cases/leads/read-import.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parsePageRequest } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "Imports · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url, now, member }) => {
    const request = parsePageRequest(url);
    const { items, pageInfo } = await listImports(app, actor, request);
    const rows = items.map(({ importId, fileName, status, undoStatus, counts, createdAt }) => ({
      importId,
      fileName,
      status,
      undoStatus,
      counts,
      createdAt,
    }));
    return { rows, pageInfo, isFirstPage: request.cursor === null, now, timeZone: member.timeZone };
  });
}

type Row = Awaited<ReturnType<typeof loader>>["rows"][number];

export default function Imports() {
  const { rows, pageInfo, isFirstPage, now, timeZone } = useLoaderData<typeof loader>();
  const columns: Column<Row>[] = [
    {
      key: "file",
      header: "File",
      render: (row) => (
        <Link to={`/app/leads/imports/${row.importId}`} className="link block truncate">
          {row.fileName}
        </Link>
      ),
    },
    { key: "status", header: "State", render: (row) => <ImportState {...row} /> },
    { key: "rows", header: "Rows", align: "right", render: (row) => formatNumber(row.counts.rows) },
    { key: "created", header: "New", align: "right", render: (row) => formatNumber(row.counts.created) },
    {
      key: "updated",
      header: "Updated",
      align: "right",
      from: "md",
      render: (row) => formatNumber(row.counts.updated),
    },
    {
      key: "at",
      header: "Uploaded",
      from: "md",
      render: (row) => <TimeText at={row.createdAt} now={now} timeZone={timeZone} />,
    },
  ];
  const importLink = (
    <ButtonLink to="/app/leads/import" look="primary">
      Import leads
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Imports"
        answer="Every file that was uploaded, what came of it, and the way back."
        action={rows.length > 0 && importLink}
        back={{ to: "/app/leads", label: "Leads" }}
      />
      <DataTable
        caption="Imports"
        stacks
        columns={columns}
        rows={rows}
        rowKey={(row) => row.importId}
        empty={
          <EmptyState
            title="Nothing was imported yet"
            reason="Each uploaded file is listed here with its new, updated and rejected rows, and can be undone."
            action={importLink}
          />
        }
      />
      {(pageInfo.nextCursor || !isFirstPage) && (
        <Pager
          newerTo={isFirstPage ? undefined : "/app/leads/imports"}
          olderTo={pageInfo.nextCursor ? `/app/leads/imports?cursor=${pageInfo.nextCursor}` : undefined}
        />
      )}
    </>
  );
}
