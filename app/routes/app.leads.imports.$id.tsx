import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useMemo } from "react";
import { ButtonLink } from "../components/button.tsx";
import { ImportMapping } from "../components/import-mapping.tsx";
import { ImportProgress } from "../components/import-progress.tsx";
import { ImportResult } from "../components/import-result.tsx";
import { ImportState } from "../components/import-state.tsx";
import { Notice } from "../components/notice.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { CUSTOM_PREFIX, type Mapping, parseColumnTarget } from "../domain/lead-fields.ts";
import { listRejectedRows, readImport } from "../use-cases/leads/read-import.server.ts";
import { startImport } from "../use-cases/leads/start-import.server.ts";
import { undoImport } from "../use-cases/leads/undo-import.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm, refuseForm } from "../web/forms.server.ts";
import { parseId, parsePageRequest } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "Import · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url, now }) => {
    const importId = parseId(args.params.id);
    const { facts, mapping, ...found } = await readImport(app, actor, { importId });
    const request = parsePageRequest(url);
    const rejected =
      found.status === "completed" ? await listRejectedRows(app, actor, { ...request, importId }) : undefined;
    return {
      found,
      header: facts?.header ?? [],
      sample: facts?.sample ?? [],
      shape: facts && { encoding: facts.encoding, delimiter: facts.delimiter },
      targets: facts?.header.map((_, column) => mapping[column] ?? null) ?? [],
      elapsedMs: found.startedAt === null ? undefined : Math.max(now.getTime() - found.startedAt.getTime(), 0),
      rejected,
      isFirstPage: request.cursor === null,
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const importId = parseId(args.params.id);
    const form = await readForm(args.request);
    if (form.get("intent") === "undo") {
      await undoImport(app, actor, { importId });
      return redirect(`/app/leads/imports/${importId}`, 303);
    }
    const { facts } = await readImport(app, actor, { importId });
    const mapping = mappingOf(form, facts?.header ?? []);
    const started = await startImport(app, actor, { importId, mapping });
    if (started.ok) return redirect(`/app/leads/imports/${importId}`, 303);
    return refuseForm({
      errors: { mapping: started.reason },
      values: Object.fromEntries(Object.entries(mapping).map(([column, target]) => [column, target ?? ""])),
    });
  });
}

function mappingOf(form: FormData, header: string[]): Mapping {
  return Object.fromEntries(
    header.map((name, column) => {
      const choice = form.get(`column-${column}`);
      return [column, parseColumnTarget(choice === "custom" ? `${CUSTOM_PREFIX}${name}` : choice)];
    }),
  );
}

export default function Import() {
  const { found, header, sample, shape, targets, elapsedMs, rejected, isFirstPage } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const refusal = refused && "errors" in refused ? refused : undefined;
  const chosen = useMemo(
    () => (refusal ? targets.map((_, column) => refusal.values[column] || null) : targets),
    [refusal, targets],
  );
  const here = `/app/leads/imports/${found.importId}`;
  const isMerging = found.status === "running" && found.counts.rows > 0 && found.counts.rows === found.rowsEstimated;
  return (
    <>
      <PageHeader
        title={found.fileName}
        state={<ImportState {...found} />}
        answer={answerOf(found, shape)}
        action={
          found.status === "completed" && (
            <ButtonLink to="/app/leads" look="primary">
              Show the leads
            </ButtonLink>
          )
        }
        back={{ to: "/app/leads/imports", label: "Imports" }}
      />
      {found.status === "uploaded" && (
        <ImportMapping header={header} sample={sample} targets={chosen} problem={refusal?.errors.mapping} />
      )}
      {found.status === "queued" && (
        <ImportProgress label="Waiting to start" count={0} total={found.rowsEstimated ?? undefined} />
      )}
      {found.status === "running" && (
        <ImportProgress
          label={isMerging ? "Storing the leads" : "Reading the rows"}
          count={found.counts.rows}
          total={isMerging ? undefined : (found.rowsEstimated ?? undefined)}
          elapsedMs={elapsedMs}
        />
      )}
      {found.status === "failed" && (
        <Notice
          tone="stop"
          title="The import failed; no lead was stored"
          action={
            <ButtonLink to="/app/leads/import" isSmall>
              Upload again
            </ButtonLink>
          }
        >
          {found.reason}
        </Notice>
      )}
      {found.undoStatus === "running" && <ImportProgress label="Undoing the import" count={0} />}
      {found.undoStatus === "undone" && (
        <div className="mb-6">
          <Notice tone="info" title="This import was undone">
            {found.reason}
          </Notice>
        </div>
      )}
      {rejected && (
        <ImportResult
          importId={found.importId}
          counts={found.counts}
          mayUndo={found.undoStatus === "possible"}
          rejected={rejected.items}
          firstTo={isFirstPage ? undefined : here}
          nextTo={rejected.pageInfo.nextCursor ? `${here}?cursor=${rejected.pageInfo.nextCursor}` : undefined}
        />
      )}
    </>
  );
}

const DELIMITER_WORDS: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

function answerOf(found: Loaded["found"], shape: Loaded["shape"]): string {
  const { counts } = found;
  if (found.status === "completed")
    return `${formatNumber(counts.rows)} rows: ${formatNumber(counts.created)} new leads, ${formatNumber(counts.updated)} updated, ${formatNumber(counts.duplicate + counts.invalid + counts.suppressed)} rejected.`;
  const about = found.rowsEstimated === null ? "" : `About ${formatNumber(found.rowsEstimated)} rows. `;
  if (found.status !== "uploaded") return about;
  return `${about}Check where each column goes; nothing is stored before you start.${shape ? ` Read as ${shape.encoding}, separated by ${DELIMITER_WORDS[shape.delimiter] ?? shape.delimiter}.` : ""}`;
}
