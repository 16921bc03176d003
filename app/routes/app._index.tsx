import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { ButtonLink } from "../components/button.tsx";
import { CampaignStatus } from "../components/campaign-status.tsx";
import { Checklist } from "../components/checklist.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { DoubtNotices } from "../components/doubt-notices.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Panel } from "../components/panel.tsx";
import { Stat, StatRow } from "../components/stat.tsx";
import { TimeText } from "../components/time-text.tsx";
import { readToday } from "../use-cases/campaigns/read-today.server.ts";
import { answerPage } from "../web/answer-page.server.ts";

export const meta: MetaFunction = () => [{ title: "Today · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, member }) => {
    const { timeZone } = member;
    return { ...(await readToday(app, actor, { now, timeZone })), now, timeZone };
  });
}

type Shown = Awaited<ReturnType<typeof loader>>;

export default function TodayPage() {
  const shown = useLoaderData<typeof loader>();
  const { firstUse, days, plannedCount, heldCount, unreadCount, campaigns } = shown;
  const isNew = Object.values(firstUse).includes(false);
  const sum = (name: "sent" | "replied" | "bounced") => days.reduce((total, day) => total + day[name], 0);
  return (
    <>
      <PageHeader
        title="Today"
        answer={<Answer shown={shown} />}
        action={
          firstUse.hasCampaign && (
            <ButtonLink to="/app/campaigns/new" look="primary">
              Create campaign
            </ButtonLink>
          )
        }
      />
      <DoubtNotices counts={shown.doubts} />
      {isNew && <FirstUse firstUse={firstUse} />}
      <Panel title="Numbers" answer="Sent, replied and bounced are those of the last 14 days.">
        <StatRow>
          <Stat label="Planned today" value={plannedCount} />
          <Stat label="Held" value={heldWords(heldCount)} />
          <Stat label="Sent" value={sum("sent")} trend={days.map((day) => day.sent)} />
          <Stat
            label="Replied"
            value={sum("replied")}
            trend={days.map((day) => day.replied)}
            words={`${formatNumber(unreadCount)} unread`}
            to="/app/replies"
          />
          <Stat label="Bounced" value={sum("bounced")} trend={days.map((day) => day.bounced)} />
        </StatRow>
      </Panel>
      <Panel
        title="Campaigns"
        action={
          campaigns.length > 0 && (
            <Link className="link" to="/app/campaigns">
              All campaigns
            </Link>
          )
        }
      >
        <CampaignTable campaigns={campaigns} />
      </Panel>
    </>
  );
}

function Answer({ shown }: { shown: Shown }) {
  const { plannedCount, firstAt, heldCount, now, timeZone } = shown;
  const mails =
    plannedCount === 0
      ? "No mail goes out today"
      : `${formatNumber(plannedCount)} ${plannedCount === 1 ? "mail goes" : "mails go"} out today`;
  const held =
    heldCount === 0 ? "no lead is held" : `${heldWords(heldCount)} ${heldCount === 1 ? "lead is" : "leads are"} held`;
  return (
    <>
      {mails}
      {firstAt && (
        <>
          , the first <TimeText at={firstAt} now={now} timeZone={timeZone} />
        </>
      )}
      ; {held}.
    </>
  );
}

function heldWords(count: number): string {
  return count > 10_000 ? "10,000+" : formatNumber(count);
}

function FirstUse({ firstUse }: { firstUse: Shown["firstUse"] }) {
  const items = [
    {
      isDone: firstUse.hasInbox,
      sentence: "Connect an inbox to send from and to read answers in.",
      fix: { href: "/app/settings/inboxes", label: "Connect an inbox" },
    },
    {
      isDone: firstUse.hasLeads,
      sentence: "Import the leads you may write to.",
      fix: { href: "/app/leads/import", label: "Import leads" },
    },
    {
      isDone: firstUse.hasPostalAddress,
      sentence: "Add your postal address. It stands in every mail, and no campaign launches without it.",
      fix: { href: "/app/settings/workspace", label: "Add your postal address" },
    },
    {
      isDone: firstUse.hasCampaign,
      sentence: "Create a campaign: mails, leads, inboxes. Nothing is sent before launch.",
      fix: { href: "/app/campaigns/new", label: "Create a campaign" },
    },
  ];
  return (
    <Panel title="First steps">
      <Checklist
        label="First steps"
        items={items.map(({ isDone, sentence, fix }) => ({
          state: isDone ? ("ok" as const) : ("todo" as const),
          sentence,
          ...(!isDone && { fix }),
        }))}
      />
    </Panel>
  );
}

function CampaignTable({ campaigns }: { campaigns: Shown["campaigns"] }) {
  const columns: Column<Shown["campaigns"][number]>[] = [
    {
      key: "name",
      header: "Campaign",
      render: (row) => (
        <Link to={`/app/campaigns/${row.campaignId}/overview`} className="link block max-w-96 truncate" dir="auto">
          {row.name}
        </Link>
      ),
    },
    { key: "status", header: "State", render: (row) => <CampaignStatus status={row.status} /> },
    {
      key: "waiting",
      header: "Waiting",
      align: "right",
      render: (row) => (row.status === "draft" ? "–" : formatNumber(row.leadsTotal - row.leadsFinal)),
    },
    { key: "sent", header: "Sent", align: "right", render: (row) => formatNumber(row.sent) },
    { key: "replied", header: "Replied", align: "right", render: (row) => formatNumber(row.replied) },
  ];
  return (
    <DataTable
      caption="Campaigns"
      stacks
      columns={columns}
      rows={campaigns}
      rowKey={(row) => row.campaignId}
      empty={
        <EmptyState
          title="No campaign yet"
          reason="A campaign writes a short sequence of mails to chosen leads and stops at the first answer."
          action={
            <ButtonLink to="/app/campaigns/new" look="primary">
              Create campaign
            </ButtonLink>
          }
        />
      }
    />
  );
}
