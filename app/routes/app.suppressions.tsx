import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FileDrop } from "../components/file-drop.tsx";
import { FilterBar } from "../components/filter-bar.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Pager } from "../components/pager.tsx";
import { Panel } from "../components/panel.tsx";
import { TextArea } from "../components/text-area.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Toast } from "../components/toast.tsx";
import { mayActAs } from "../domain/actor.ts";
import { addSuppressions } from "../use-cases/suppressions/add-suppressions.server.ts";
import { importSuppressions } from "../use-cases/suppressions/import-suppressions.server.ts";
import { listSuppressions } from "../use-cases/suppressions/list-suppressions.server.ts";
import { removeSuppression } from "../use-cases/suppressions/remove-suppression.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm, refuseForm } from "../web/forms.server.ts";
import { parseId, parsePageRequest } from "../web/parse.server.ts";
import { readUpload } from "../web/upload.server.ts";

const DONE: Record<string, string> = {
  added: "Added. No mail goes to them from now on.",
  removed: "Removed. Journeys that ended stay ended.",
};
const REASONS: Record<string, string> = {
  unsubscribe: "Unsubscribed",
  bounce: "Bounced",
  complaint: "Complained",
  manual: "By hand",
  erasure: "Erased",
  provider_opt_out: "Opted out at a provider",
};
const SHOWN_REFUSALS = 5;

export const meta: MetaFunction = () => [{ title: "Suppressions · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url, now, member }) => {
    const q = url.searchParams.get("q")?.trim() ?? "";
    const request = parsePageRequest(url);
    const list = await listSuppressions(app, actor, { ...request, q });
    const done = DONE[url.searchParams.get("done") ?? ""];
    return {
      ...list,
      q,
      isFirstPage: request.cursor === null,
      isAdmin: mayActAs(actor.role, "admin"),
      done,
      now,
      timeZone: member.timeZone,
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    if (/^multipart\//i.test(args.request.headers.get("Content-Type") ?? "")) {
      const { taken } = await readUpload(args.request, (upload) => importSuppressions(app, actor, upload));
      if (!taken?.ok)
        return refuseForm({ errors: { file: taken?.reason ?? "Choose the file to import." }, values: {} });
      if (taken.refused.length > 0)
        return refuseForm({ errors: { file: `${taken.addedCount} added. ${sentenceOf(taken.refused)}` }, values: {} });
      return redirect("/app/suppressions?done=added", 303);
    }
    const form = await readForm(args.request);
    const remove = form.get("remove");
    if (typeof remove === "string") {
      await removeSuppression(app, actor, { suppressionId: parseId(remove) });
      return redirect("/app/suppressions?done=removed", 303);
    }
    const entries = String(form.get("entries") ?? "");
    const texts = entries
      .split(/[\n,;]+/)
      .map((text, index) => ({ lineNo: index + 1, text: text.trim() }))
      .filter(({ text }) => text !== "");
    if (texts.length === 0)
      return refuseForm({ errors: { entries: "Give at least one address or domain." }, values: { entries } });
    const { refused } = await addSuppressions(app, actor, { texts, reason: "manual", source: "by hand" });
    if (refused.length > 0)
      return refuseForm({
        errors: { entries: `The others were added. ${sentenceOf(refused)}` },
        values: { entries: refused.map(({ text }) => text).join("\n") },
      });
    return redirect("/app/suppressions?done=added", 303);
  });
}

function sentenceOf(refused: { lineNo: number; text: string; reason: string }[]): string {
  const more = refused.length > SHOWN_REFUSALS ? ` And ${refused.length - SHOWN_REFUSALS} more.` : "";
  return (
    refused
      .slice(0, SHOWN_REFUSALS)
      .map(({ text, reason }) => `“${text.slice(0, 80)}”: ${reason}`)
      .join(" ") + more
  );
}

type Row = Awaited<ReturnType<typeof loader>>["items"][number];

export default function Suppressions() {
  const { items, pageInfo, total, q, isFirstPage, isAdmin, done, now, timeZone } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const refusal = refused && "errors" in refused ? refused : undefined;
  const columns: Column<Row>[] = [
    {
      key: "value",
      header: "Address or domain",
      render: (row) => <span className="block truncate">{row.kind === "domain" ? `@${row.value}` : row.value}</span>,
    },
    {
      key: "reason",
      header: "Reason",
      render: (row) => <span className="whitespace-nowrap">{REASONS[row.reason] ?? row.reason}</span>,
    },
    {
      key: "source",
      header: "Source",
      from: "md",
      render: (row) => <span className="block truncate">{row.source}</span>,
    },
    {
      key: "at",
      header: "Since",
      from: "md",
      render: (row) => <TimeText at={row.createdAt} now={now} timeZone={timeZone} />,
    },
    {
      key: "remove",
      header: <span className="sr-only">Remove</span>,
      align: "right",
      render: (row) => (isAdmin || row.reason === "manual") && <RemoveButton row={row} />,
    },
  ];
  const link = (cursor: string | null) =>
    `/app/suppressions?${new URLSearchParams({ ...(q && { q }), ...(cursor && { cursor }) })}`;
  const words = `${formatNumber(total)} ${total === 1 ? "entry" : "entries"}: no mail goes to these addresses and domains.`;
  return (
    <>
      <PageHeader title="Suppressions" answer={words} />
      {total > 0 && (
        <FilterBar
          label="Filter suppressions"
          search={{ name: "q", label: "Part of an address or domain", defaultValue: q }}
          active={q ? [{ label: "Search", value: q, removeTo: "/app/suppressions" }] : []}
        />
      )}
      <DataTable
        caption="Suppressions"
        columns={columns}
        rows={items}
        rowKey={(row) => row.suppressionId}
        empty={
          <EmptyState
            title={q ? "No entry matches" : "The list is empty"}
            reason={
              q
                ? "Nothing on the list holds this text."
                : "Whoever unsubscribes, bounces or says no lands here by itself. Add those you know of below."
            }
          />
        }
      />
      {(pageInfo.nextCursor || !isFirstPage) && (
        <Pager
          newerTo={isFirstPage ? undefined : link(null)}
          olderTo={pageInfo.nextCursor ? link(pageInfo.nextCursor) : undefined}
        />
      )}
      {total > 0 && (
        <p className="mt-2 mb-8 text-sm">
          <Link to="/api/suppressions/export.csv" reloadDocument className="link">
            Export as CSV
          </Link>
        </p>
      )}
      <div className="mt-8">
        <Panel title="Add addresses or domains">
          <Form method="post" className="flex flex-col gap-4" key={done}>
            <FormErrors errors={refusal?.errors.entries ? { entries: refusal.errors.entries } : undefined}>
              <TextArea
                name="entries"
                label="One per line"
                hint="ana@acme.test for one person, acme.test for everybody there."
                rows={4}
                required
                defaultValue={refusal?.values.entries}
              />
              <div>
                <Button look="primary" name="intent" value="add" pendingLabel="Adding…">
                  Add to suppressions
                </Button>
              </div>
            </FormErrors>
          </Form>
        </Panel>
        <Panel title="Import a list">
          <Form method="post" encType="multipart/form-data" className="flex flex-col gap-4">
            <FormErrors errors={refusal?.errors.file ? { file: refusal.errors.file } : undefined} idPrefix="list">
              <FileDrop
                name="file"
                label="CSV file"
                hint="A column of addresses or domains; up to 10 MB."
                accept=".csv,.txt,text/csv"
                required
              />
              <div>
                <Button pendingLabel="Importing…">Import list</Button>
              </div>
            </FormErrors>
          </Form>
        </Panel>
      </div>
      {done && <Toast closeTo="/app/suppressions">{done}</Toast>}
    </>
  );
}

function RemoveButton({ row }: { row: Row }) {
  return (
    <Form method="post">
      <Button look="quiet" isSmall name="remove" value={row.suppressionId} aria-label={`Remove ${row.value}`}>
        Remove
      </Button>
    </Form>
  );
}
