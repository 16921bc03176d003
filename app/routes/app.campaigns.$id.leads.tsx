import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Link, useActionData, useLoaderData, useParams } from "@remix-run/react";
import { z } from "zod";
import { AddLeads } from "../components/add-leads.tsx";
import { JourneyStatus } from "../components/campaign-status.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FilterBar } from "../components/filter-bar.tsx";
import { Notice } from "../components/notice.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { Pager } from "../components/pager.tsx";
import { Panel } from "../components/panel.tsx";
import { TimeText } from "../components/time-text.tsx";
import { isAppError } from "../domain/errors.ts";
import { addLeads, type LeadsInput } from "../use-cases/campaigns/add-leads.server.ts";
import { journeyQuerySchema } from "../use-cases/campaigns/leads-input.ts";
import { listExplainedJourneys } from "../use-cases/campaigns/list-explained-journeys.server.ts";
import { readCampaign } from "../use-cases/campaigns/read-campaign.server.ts";
import { readLeadChoices } from "../use-cases/campaigns/read-choices.server.ts";
import { readSequence } from "../use-cases/campaigns/read-sequence.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { judgeForm, readForm } from "../web/forms.server.ts";
import { parseId, parsePageRequest, queryOf } from "../web/parse.server.ts";

const addSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("import"), importId: z.uuid("Choose an import.") }),
  z.object({ intent: z.literal("search"), q: z.string().trim().min(1, "Write what to search for.").max(200) }),
  z.object({ intent: z.literal("all") }),
]);

/** Numbers of the last adding, carried over the redirect. */
const count = z.coerce.number().int().min(0).max(10_000_000).catch(0);
const doneSchema = z.object({ added: count, duplicate: count, suppressed: count });

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, url, member }) => {
    const campaignId = parseId(args.params.id);
    const query = queryOf(url);
    const filter = journeyQuerySchema.catch({}).parse({ status: query.status || undefined, q: query.q || undefined });
    const request = parsePageRequest(url);
    const [campaign, page, choices, { steps }] = await Promise.all([
      readCampaign(app, actor, { campaignId }),
      listExplainedJourneys(app, actor, { campaignId, ...request, ...filter }),
      readLeadChoices(app, actor),
      readSequence(app, actor, { campaignId }),
    ]);
    const rows = page.items.map(({ journey, explanation }) => ({
      leadId: journey.leadId,
      email: journey.email,
      name: journey.name,
      status: journey.status,
      isPaused: journey.pausedAt !== null,
      position: journey.position,
      step: explanation?.step ?? journey.nextStepNo,
      at: explanation?.at ?? null,
      sentence: explanation?.sentence ?? "",
    }));
    return {
      rows,
      pageInfo: page.pageInfo,
      filter,
      isFirstPage: request.cursor === null,
      mayAdd: campaign.status !== "completed" && campaign.status !== "archived",
      leadsTotal: campaign.leadsTotal,
      stepCount: steps.length,
      choices,
      added: query.done === "added" ? doneSchema.parse(query) : null,
      now,
      timeZone: member.timeZone,
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const campaignId = parseId(args.params.id);
    const judged = judgeForm(await readForm(args.request), addSchema);
    if (!judged.ok) return data({ errors: judged.errors, values: judged.values, message: "" }, { status: 400 });
    try {
      const { addedCount, skipped } = await addLeads(app, actor, { campaignId, leads: leadsOf(judged.value) });
      const of = (reason: string) => skipped.filter((lead) => lead.reason === reason).length;
      throw redirect(
        `/app/campaigns/${campaignId}/leads?done=added&added=${addedCount}&duplicate=${of("already_in_campaign")}&suppressed=${of("suppressed")}`,
        303,
      );
    } catch (error) {
      if (!isAppError(error) || error.code !== "conflict") throw error;
      return data({ errors: {}, values: {}, message: error.message }, { status: 409 });
    }
  });
}

function leadsOf(form: z.output<typeof addSchema>): LeadsInput {
  if (form.intent === "import") return { importId: form.importId };
  return { filter: form.intent === "search" ? { q: form.q } : {} };
}

type Shown = Awaited<ReturnType<typeof loader>>;

export default function CampaignLeads() {
  const shown = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const { rows, filter, added, mayAdd, choices, leadsTotal } = shown;
  const isFiltered = filter.q !== undefined || filter.status !== undefined;
  return (
    <>
      {added && (
        <div className="mb-6">
          <Notice
            tone={added.added > 0 ? "ok" : "info"}
            title={`${formatNumber(added.added)} ${added.added === 1 ? "lead was" : "leads were"} added`}
          >
            {formatNumber(added.duplicate)} were in the campaign already; {formatNumber(added.suppressed)} are
            suppressed and stay out.
          </Notice>
        </div>
      )}
      {mayAdd && <AddLeads choices={choices} isOpen={leadsTotal === 0 || refusal !== undefined} refusal={refusal} />}
      <Panel title="Leads">
        {(leadsTotal > 0 || isFiltered) && <LeadFilter filter={filter} />}
        <LeadTable shown={shown} rows={rows} isFiltered={isFiltered} />
        <LeadPager shown={shown} />
      </Panel>
    </>
  );
}

const STATUS_WORDS = {
  waiting: "Waiting",
  replied: "Replied",
  bounced: "Bounced",
  unsubscribed: "Unsubscribed",
  completed: "Completed",
  stopped: "Stopped",
};

function LeadFilter({ filter }: { filter: Shown["filter"] }) {
  return (
    <FilterBar
      label="Filter leads"
      search={{ name: "q", label: "Name, address or company", defaultValue: filter.q ?? "" }}
      selects={[
        {
          name: "status",
          label: "State",
          defaultValue: filter.status ?? "",
          options: [
            { value: "", label: "Any" },
            ...Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label })),
          ],
        },
      ]}
      active={[
        ...(filter.q
          ? [
              {
                label: "Search",
                value: filter.q,
                removeTo: `?${new URLSearchParams(filter.status ? { status: filter.status } : {})}`,
              },
            ]
          : []),
        ...(filter.status
          ? [
              {
                label: "State",
                value: STATUS_WORDS[filter.status],
                removeTo: `?${new URLSearchParams(filter.q ? { q: filter.q } : {})}`,
              },
            ]
          : []),
      ]}
    />
  );
}

function LeadTable({ shown, rows, isFiltered }: { shown: Shown; rows: Shown["rows"]; isFiltered: boolean }) {
  const { id } = useParams();
  const columns: Column<Shown["rows"][number]>[] = [
    {
      key: "lead",
      header: "Lead",
      render: (row) => (
        <>
          <Link className="link" to={`/app/campaigns/${id}/leads/${row.leadId}`}>
            {row.email}
          </Link>
          {row.name && (
            <span className="ml-2 text-sm" dir="auto">
              {row.name}
            </span>
          )}
          <span className="block text-sm text-soft wrap-anywhere">{row.sentence}</span>
        </>
      ),
    },
    { key: "status", header: "State", render: (row) => <JourneyStatus status={row.status} isPaused={row.isPaused} /> },
    {
      key: "position",
      header: "Sent",
      align: "right",
      render: (row) => <span className="whitespace-nowrap">{`${row.position} of ${shown.stepCount}`}</span>,
    },
    {
      key: "next",
      header: "Next",
      render: (row) =>
        row.at ? (
          <>
            step {row.step} <TimeText at={row.at} now={shown.now} timeZone={shown.timeZone} />
          </>
        ) : (
          "–"
        ),
    },
  ];
  const empty = isFiltered ? (
    <EmptyState title="No lead matches" reason="Remove a filter to see the others." />
  ) : (
    <EmptyState
      title="No lead is in this campaign"
      reason="Leads come from your imports and from searching all leads. Suppressed ones stay out."
    />
  );
  return (
    <DataTable
      caption="Leads of this campaign"
      stacks
      columns={columns}
      rows={rows}
      rowKey={(row) => row.leadId}
      empty={empty}
    />
  );
}

function LeadPager({ shown }: { shown: Shown }) {
  const { pageInfo, isFirstPage, filter } = shown;
  if (!pageInfo.hasNextPage && isFirstPage) return null;
  const kept = { ...(filter.q && { q: filter.q }), ...(filter.status && { status: filter.status }) };
  const to = (more: Record<string, string>) => `?${new URLSearchParams({ ...kept, ...more })}`;
  return (
    <Pager
      newerTo={isFirstPage ? undefined : to({})}
      olderTo={pageInfo.nextCursor ? to({ cursor: pageInfo.nextCursor }) : undefined}
    />
  );
}
