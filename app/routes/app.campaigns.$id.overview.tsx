import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Link, useActionData, useLoaderData, useParams } from "@remix-run/react";
import { Checklist } from "../components/checklist.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { DoubtNotices } from "../components/doubt-notices.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { MergeProblems } from "../components/merge-problems.tsx";
import { Notice } from "../components/notice.tsx";
import { Panel } from "../components/panel.tsx";
import { Stat, StatRow } from "../components/stat.tsx";
import { TimeText } from "../components/time-text.tsx";
import { isAppError } from "../domain/errors.ts";
import { moveCampaign } from "../use-cases/campaigns/move-campaign.server.ts";
import { readOverview } from "../use-cases/campaigns/read-overview.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm } from "../web/forms.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, member }) => {
    const overview = await readOverview(app, actor, { campaignId: parseId(args.params.id) });
    return { ...overview, now, timeZone: member.timeZone };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const campaignId = parseId(args.params.id);
    const intent = String((await readForm(args.request)).get("intent") ?? "");
    try {
      const { to, done } = await moveCampaign(app, actor, { campaignId, intent });
      throw redirect(`/app/campaigns/${to}/overview?done=${done}`, 303);
    } catch (error) {
      if (!isAppError(error) || (error.code !== "conflict" && error.code !== "not_ready")) throw error;
      return data({ message: error.message }, { status: 409 });
    }
  });
}

type Shown = Awaited<ReturnType<typeof loader>>;
type SentRow = Shown["lastSent"][number];

export default function Overview() {
  const shown = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const { stats, checklist, lastSent, now, timeZone } = shown;
  const problems = checklist?.find((check) => check.id === "merge_fields_filled")?.problems;
  return (
    <>
      {refusal && (
        <div className="mb-6">
          <Notice tone="stop" title="Nothing was changed">
            {refusal.message}
          </Notice>
        </div>
      )}
      <DoubtNotices counts={shown.doubts} />
      {checklist ? (
        <>
          <Panel title="Before launch" answer={openWords(checklist)}>
            <Checklist
              label="Launch checklist"
              items={checklist.map(({ state, sentence, fix }) => ({
                state,
                sentence,
                ...(state !== "ok" && { fix }),
              }))}
            />
          </Panel>
          {problems && <MergeProblems {...problems} />}
        </>
      ) : (
        <>
          <Panel title="So far" answer={<NextWords shown={shown} />}>
            <StatRow>
              <Stat label="Sent" value={stats.sent} />
              <Stat label="Replied" value={stats.replied} words={share(stats.replied, stats.sent)} />
              <Stat label="Bounced" value={stats.bounced} words={share(stats.bounced, stats.sent)} />
              <Stat label="Unsubscribed" value={stats.unsubscribed} words={share(stats.unsubscribed, stats.sent)} />
            </StatRow>
          </Panel>
          <Panel title="Last sent">
            <LastSent rows={lastSent} now={now} timeZone={timeZone} />
          </Panel>
        </>
      )}
    </>
  );
}

function LastSent({ rows, now, timeZone }: { rows: SentRow[]; now: Date; timeZone: string }) {
  const { id } = useParams();
  const columns: Column<SentRow>[] = [
    {
      key: "lead",
      header: "Lead",
      render: (row) => (
        <Link className="link" to={`/app/campaigns/${id}/leads/${row.leadId}`}>
          {row.email}
        </Link>
      ),
    },
    { key: "step", header: "Step", align: "right", render: (row) => row.stepNo },
    {
      key: "subject",
      header: "Subject",
      from: "md",
      render: (row) => (
        <span className="block max-w-96 truncate" dir="auto">
          {row.subject}
        </span>
      ),
    },
    { key: "from", header: "From", from: "lg", render: (row) => row.inboxEmail },
    { key: "at", header: "Sent", render: (row) => <TimeText at={row.sentAt} now={now} timeZone={timeZone} /> },
  ];
  return (
    <DataTable
      caption="Last sent mails"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.sendJobId}
      empty={
        <EmptyState
          title="No mail has gone yet"
          reason="The schedule says when the first one goes, and why not earlier."
        />
      }
    />
  );
}

function NextWords({ shown }: { shown: Shown }) {
  if (shown.nextAt)
    return (
      <>
        The next mail goes <TimeText at={shown.nextAt} now={shown.now} timeZone={shown.timeZone} />.
      </>
    );
  return <>{shown.holdSentence ?? "No mail is planned."}</>;
}

function openWords(checklist: NonNullable<Shown["checklist"]>): string {
  const open = checklist.filter((check) => check.state === "todo").length;
  if (open === 0) return "Everything is settled. You can launch.";
  return `${open} ${open === 1 ? "point is" : "points are"} open.`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "of none sent" : `${((100 * part) / whole).toFixed(1)} % of sent`;
}
