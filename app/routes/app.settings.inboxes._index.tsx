import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { ButtonLink } from "../components/button.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { InboxStatus } from "../components/inbox-status.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Toast } from "../components/toast.tsx";
import { mayActAs } from "../domain/actor.ts";
import { listInboxesToday } from "../use-cases/inboxes/list-inboxes-today.server.ts";
import { missingGoogleSettings } from "../use-cases/inboxes/start-gmail-connect.server.ts";
import { answerPage } from "../web/answer-page.server.ts";

const CONNECT = "/api/inboxes/google/connect";

const DONE: Record<string, string> = {
  connected: "The inbox is connected. Its mail is being read now.",
  reconnected: "The inbox is connected again. Held mails go on inside its cap and gap.",
};

const READS = "to read mail, so that an answer stops the next mail";
const WRITES = "to write drafts and send them";
const FAILED: Record<string, string> = {
  denied: "Google was told not to allow it. Nothing was connected.",
  expired: "More than ten minutes passed. Connect again.",
  state: "This answer of Google belongs to no connection that you started here. Nothing was connected. Connect again.",
  refused: "Google refused the connection. Nothing was connected. Connect again.",
  unreachable: "Google could not be reached. Nothing was connected. Try again in a few minutes.",
  offline: "Google gave no lasting access. Remove this app at myaccount.google.com/permissions, then connect again.",
  scopes_compose: `A permission was left out: ${WRITES}. Nothing was connected. Connect again and tick it.`,
  scopes_readonly: `A permission was left out: ${READS}. Nothing was connected. Connect again and tick it.`,
  scopes_compose_readonly: `Two permissions were left out: ${WRITES}, and ${READS}. Nothing was connected. Connect again and tick both.`,
};

export const meta: MetaFunction = () => [{ title: "Inboxes · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, url, member }) => {
    const inboxes = await listInboxesToday(app, actor, now);
    return {
      inboxes: inboxes.map(({ inboxId, email, status, statusReason, sentToday, capToday, lastSyncedAt }) => {
        return { inboxId, email, status, statusReason, sentToday, capToday, lastSyncedAt };
      }),
      missing: missingGoogleSettings(app),
      mayChange: mayActAs(actor.role, "admin"),
      done: DONE[url.searchParams.get("done") ?? ""],
      failed: FAILED[url.searchParams.get("failed") ?? ""],
      now,
      timeZone: member.timeZone,
    };
  });
}

type Row = Awaited<ReturnType<typeof loader>>["inboxes"][number];

export default function Inboxes() {
  const { inboxes, missing, mayChange, done, failed, now, timeZone } = useLoaderData<typeof loader>();
  const mayConnect = mayChange && missing.length === 0;
  const connect = (
    <ButtonLink to={CONNECT} look="primary" reloadDocument>
      Connect Gmail
    </ButtonLink>
  );
  const columns: Column<Row>[] = [
    { key: "email", header: "Inbox", render: (row) => <InboxLink row={row} /> },
    { key: "status", header: "State", render: (row) => <InboxStatus {...row} mayReconnect={mayConnect} /> },
    { key: "sent", header: "Sent today", align: "right", render: (row) => `${row.sentToday} of ${row.capToday}` },
    {
      key: "read",
      header: "Last read",
      from: "md",
      render: (row) =>
        row.lastSyncedAt ? <TimeText at={row.lastSyncedAt} now={now} timeZone={timeZone} /> : "not yet",
    },
  ];
  return (
    <>
      <PageHeader title="Inboxes" answer={answerOf(inboxes)} action={mayConnect && inboxes.length > 0 && connect} />
      <div className="flex flex-col gap-2 not-empty:mb-4">
        {failed && (
          <Notice tone="stop" title="The inbox was not connected">
            {failed}
          </Notice>
        )}
        {missing.length > 0 && (
          <Notice tone="info" title="Gmail is not configured here yet">
            Set {missing.join(" and ")} in the environment of this installation (an OAuth client of the Google Cloud
            console), then start it again.
          </Notice>
        )}
      </div>
      <DataTable
        caption="Inboxes"
        columns={columns}
        rows={inboxes}
        rowKey={(row) => row.inboxId}
        empty={
          <EmptyState
            title="No inbox is connected"
            reason="An inbox is a mailbox that campaigns send from and whose answers are read. None was connected yet, so no mail can go out."
            action={mayConnect && connect}
          />
        }
      />
      {done && <Toast closeTo="/app/settings/inboxes">{done}</Toast>}
    </>
  );
}

function InboxLink({ row }: { row: Row }) {
  return (
    <Link to={`/app/settings/inboxes/${row.inboxId}`} className="link block truncate">
      {row.email}
    </Link>
  );
}

function answerOf(inboxes: Row[]): string {
  const count = (status: Row["status"]) => inboxes.filter((inbox) => inbox.status === status).length;
  const active = count("active");
  if (inboxes.length === 0) return "Mails leave from connected inboxes, and their answers are read there.";
  const rest = [
    count("paused") && `${count("paused")} paused`,
    count("disconnected") && `${count("disconnected")} disconnected`,
  ];
  const idle = rest.filter(Boolean).join(", ");
  return `${active} of ${inboxes.length} ${inboxes.length === 1 ? "inbox sends" : "inboxes send"}${idle ? `; ${idle}` : ""}.`;
}
