import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useParams } from "@remix-run/react";
import { CampaignDays } from "../components/campaign-calendar.tsx";
import { CampaignMails } from "../components/campaign-mails.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { HeldLeads } from "../components/held-leads.tsx";
import { Notice } from "../components/notice.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { Panel } from "../components/panel.tsx";
import { PlanComparison } from "../components/plan-comparison.tsx";
import { PlanAssumptions, PlanQuestion } from "../components/plan-question.tsx";
import { TimeText } from "../components/time-text.tsx";
import { localDayOf } from "../domain/zone-time.ts";
import { readCalendar } from "../use-cases/campaigns/read-calendar.server.ts";
import { readSchedule } from "../use-cases/campaigns/read-schedule.server.ts";
import { readMailQuestion, readPlanForm } from "../use-cases/campaigns/simulation-input.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, member, url }) => {
    const campaignId = parseId(args.params.id);
    const { query, values, errors, kept } = readPlanForm(url.searchParams);
    const calendar = await readCalendar(app, actor, { ...query, ...readMailQuestion(url.searchParams), campaignId });
    // Without a plan to its end, the next mails of the live queue still say what is to come.
    const planned = calendar.forecast.outcome === "failed" ? await readSchedule(app, actor, { campaignId }) : [];
    return {
      calendar,
      form: { values, errors },
      question: kept,
      todayOn: localDayOf(now, member.timeZone),
      now,
      timeZone: member.timeZone,
      nextMails: planned.map(({ journey, explanation }) => ({
        leadId: journey.leadId,
        email: journey.email,
        step: explanation.step ?? journey.nextStepNo,
        at: explanation.at,
        sentence: explanation.sentence,
      })),
    };
  });
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;
type Row = Loaded["nextMails"][number];

export default function Schedule() {
  const loaded = useLoaderData<typeof loader>();
  const { id } = useParams();
  const { isDraft, found, forecast, sinceLaunch } = loaded.calendar;
  return (
    <>
      <Course {...loaded} />
      {sinceLaunch && <PlanComparison {...sinceLaunch} />}
      {forecast.outcome === "foretold" ? (
        <CampaignMails
          {...{ ...loaded, isDraft, found }}
          mails={forecast.mails}
          nextCursor={forecast.nextCursor}
          linkTo={(leadId) => `/app/campaigns/${id}/leads/${leadId}`}
        />
      ) : (
        <NextMails {...loaded} />
      )}
    </>
  );
}

function Course({ calendar: { sentDays, forecast }, form, todayOn, now, timeZone }: Loaded) {
  const { id } = useParams();
  if (forecast.outcome === "failed") {
    return (
      <div className="mb-8 flex flex-col gap-4">
        <Notice tone="wait" title="There is no plan to show">
          {forecast.message}
        </Notice>
        <PlanQuestion {...form} />
        <CampaignDays sentDays={sentDays} perDay={[]} perInbox={[]} todayOn={todayOn} />
      </div>
    );
  }
  return (
    <>
      <Panel title="Calendar" answer={<EndWords forecast={forecast} now={now} timeZone={timeZone} />}>
        <CampaignDays {...forecast} sentDays={sentDays} todayOn={todayOn} />
      </Panel>
      <HeldLeads
        leads={forecast.blocked}
        count={forecast.blockedCount}
        linkTo={(leadId) => `/app/campaigns/${id}/leads/${leadId}`}
      />
      <Panel title="What this plan assumes">
        <PlanAssumptions sentences={forecast.assumptions.sentences} />
        <PlanQuestion {...form} />
      </Panel>
    </>
  );
}

type Foretold = Extract<Loaded["calendar"]["forecast"], { outcome: "foretold" }>;

function EndWords({ forecast, now, timeZone }: { forecast: Foretold } & Pick<Loaded, "now" | "timeZone">) {
  const { count, finishedAt, lastAt, blockedCount, unfinishedCount } = forecast;
  if (count === 0 && blockedCount > 0) return <>No mail can be planned while the leads below are held.</>;
  if (count === 0) return <>No mail is to come.</>;
  const mails = count === 1 ? "1 mail" : `${formatNumber(count)} mails`;
  const at = finishedAt ?? lastAt;
  const open = [
    blockedCount > 0 && `${formatNumber(blockedCount)} held`,
    unfinishedCount > 0 && `${formatNumber(unfinishedCount)} with mails after these days`,
  ].filter(Boolean);
  return (
    <>
      {mails} to come, the last {at && <TimeText at={at} now={now} timeZone={timeZone} />}
      {finishedAt ? "; then the campaign is done." : `. No end can be told yet: ${open.join(", ")}.`}
    </>
  );
}

function NextMails({ nextMails: mails, now, timeZone }: Loaded) {
  const { id } = useParams();
  const columns: Column<Row>[] = [
    {
      key: "lead",
      header: "Lead",
      render: (row) => (
        <>
          <Link className="link" to={`/app/campaigns/${id}/leads/${row.leadId}`}>
            {row.email}
          </Link>
          <span className="block text-sm text-soft wrap-anywhere">{row.sentence}</span>
        </>
      ),
    },
    { key: "step", header: "Step", align: "right", render: (row) => row.step ?? "–" },
    {
      key: "at",
      header: "Goes",
      render: (row) => (row.at ? <TimeText at={row.at} now={now} timeZone={timeZone} /> : "held"),
    },
  ];
  const planned = mails.filter((mail) => mail.at !== null).length;
  return (
    <Panel
      title="Next mails"
      answer={
        mails.length === 0
          ? "No mail is planned."
          : `The next ${mails.length} in line: ${planned} with a time, ${mails.length - planned} without.`
      }
    >
      <DataTable
        caption="Next planned mails"
        stacks
        columns={columns}
        rows={mails}
        rowKey={(row) => row.leadId}
        empty={
          <EmptyState
            title="Nothing is planned"
            reason="Mails are planned at launch; each further step once the mail before has gone. A finished campaign plans nothing."
          />
        }
      />
    </Panel>
  );
}
