import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { z } from "zod";
import { ButtonLink } from "../components/button.tsx";
import { CampaignStatus } from "../components/campaign-status.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FilterBar } from "../components/filter-bar.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Pager } from "../components/pager.tsx";
import { TimeText } from "../components/time-text.tsx";
import { listCampaigns } from "../use-cases/campaigns/list-campaigns.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parsePageRequest } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "Campaigns · LeadBitz" }];

const statusSchema = z.enum(["draft", "active", "paused", "completed", "archived"]).optional().catch(undefined);
const STATUS_WORDS = {
  draft: "Draft",
  active: "Active",
  paused: "Paused",
  completed: "Completed",
  archived: "Archived",
};

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, url, member }) => {
    const status = statusSchema.parse(url.searchParams.get("status") || undefined);
    const request = parsePageRequest(url);
    const page = await listCampaigns(app, actor, { ...request, status });
    return { ...page, status, isFirstPage: request.cursor === null, now, timeZone: member.timeZone };
  });
}

type Row = Awaited<ReturnType<typeof loader>>["items"][number];

export default function Campaigns() {
  const { items, pageInfo, status, isFirstPage, now, timeZone } = useLoaderData<typeof loader>();
  const create = (
    <ButtonLink to="/app/campaigns/new" look="primary">
      Create campaign
    </ButtonLink>
  );
  const columns: Column<Row>[] = [
    { key: "name", header: "Campaign", render: (row) => <CampaignLink row={row} /> },
    { key: "status", header: "State", render: (row) => <CampaignStatus status={row.status} /> },
    { key: "leads", header: "Leads", align: "right", render: (row) => formatNumber(row.leadsTotal) },
    { key: "sent", header: "Sent", align: "right", render: (row) => formatNumber(row.sent) },
    { key: "replied", header: "Replied", align: "right", render: (row) => formatNumber(row.replied) },
    { key: "bounced", header: "Bounced", align: "right", from: "md", render: (row) => formatNumber(row.bounced) },
    {
      key: "created",
      header: "Created",
      from: "lg",
      render: (row) => <TimeText at={row.createdAt} now={now} timeZone={timeZone} />,
    },
  ];
  const query = status ? `&status=${status}` : "";
  return (
    <>
      <PageHeader
        title="Campaigns"
        answer={answerOf(items, isFirstPage && !status)}
        action={(items.length > 0 || status) && create}
      />
      {(items.length > 0 || status) && (
        <FilterBar
          label="Filter campaigns"
          selects={[
            {
              name: "status",
              label: "State",
              defaultValue: status ?? "",
              options: [
                { value: "", label: "Any" },
                ...Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label })),
              ],
            },
          ]}
          active={status ? [{ label: "State", value: STATUS_WORDS[status], removeTo: "/app/campaigns" }] : []}
        />
      )}
      <DataTable
        caption="Campaigns"
        stacks
        columns={columns}
        rows={items}
        rowKey={(row) => row.campaignId}
        empty={<NoCampaigns isFiltered={status !== undefined} create={create} />}
      />
      {(pageInfo.hasNextPage || !isFirstPage) && (
        <Pager
          newerTo={isFirstPage ? undefined : `/app/campaigns?${query.slice(1)}`}
          olderTo={pageInfo.nextCursor ? `/app/campaigns?cursor=${pageInfo.nextCursor}${query}` : undefined}
        />
      )}
    </>
  );
}

function CampaignLink({ row }: { row: Row }) {
  return (
    <Link to={`/app/campaigns/${row.campaignId}/overview`} className="link block max-w-96 truncate" dir="auto">
      {row.name}
    </Link>
  );
}

function NoCampaigns({ isFiltered, create }: { isFiltered: boolean; create: ReactNode }) {
  if (isFiltered)
    return (
      <EmptyState
        title="No campaign in this state"
        reason="Remove the filter to see the others."
        action={<ButtonLink to="/app/campaigns">Show all campaigns</ButtonLink>}
      />
    );
  return (
    <EmptyState
      title="No campaign yet"
      reason="A campaign writes a short sequence of mails to chosen leads, from your own inboxes, and stops for each of them at the first answer."
      action={create}
    />
  );
}

function answerOf(items: Row[], isWhole: boolean): string {
  const active = items.filter((item) => item.status === "active").length;
  const sent = items.reduce((sum, item) => sum + item.sent, 0);
  const replied = items.reduce((sum, item) => sum + item.replied, 0);
  if (items.length === 0 || !isWhole)
    return "Each campaign writes to its leads from your inboxes and stops at an answer.";
  return `${active} ${active === 1 ? "campaign sends" : "campaigns send"} now; ${formatNumber(sent)} mails went out and ${formatNumber(replied)} were answered.`;
}
