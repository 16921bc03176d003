import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useParams } from "@remix-run/react";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Panel } from "../components/panel.tsx";
import { TimeText } from "../components/time-text.tsx";
import { readSchedule } from "../use-cases/campaigns/read-schedule.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, member }) => {
    const planned = await readSchedule(app, actor, { campaignId: parseId(args.params.id) });
    return {
      now,
      timeZone: member.timeZone,
      mails: planned.map(({ journey, explanation }) => ({
        leadId: journey.leadId,
        email: journey.email,
        step: explanation.step ?? journey.nextStepNo,
        at: explanation.at,
        sentence: explanation.sentence,
      })),
    };
  });
}

type Row = Awaited<ReturnType<typeof loader>>["mails"][number];

export default function Schedule() {
  const { mails, now, timeZone } = useLoaderData<typeof loader>();
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
