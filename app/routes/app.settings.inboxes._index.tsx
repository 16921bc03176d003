import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { ButtonLink } from "../components/button.tsx";
import { type Column, DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { InboxStateCell } from "../components/inbox-health.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Toast } from "../components/toast.tsx";
import { mayActAs } from "../domain/actor.ts";
import { listInboxesToday } from "../use-cases/inboxes/list-inboxes-today.server.ts";
import { missingVendorSettings } from "../use-cases/inboxes/mailbox-vendors.server.ts";
import { adminConsentUrl } from "../use-cases/inboxes/start-oauth-connect.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { connectFailure, needsAdmin } from "../web/connect-failure.server.ts";

const DONE: Record<string, string> = {
  connected: "The inbox is connected. Its mail is being read now.",
  reconnected: "The inbox is connected again. Held mails go on inside its cap and gap.",
};

export const meta: MetaFunction = () => [{ title: "Inboxes · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, url, member }) => {
    const inboxes = await listInboxesToday(app, actor, now);
    return {
      inboxes: inboxes.map(({ inboxId, email, status, state, sentToday, capToday, lastSyncedAt }) => {
        return { inboxId, email, status, state, sentToday, capToday, lastSyncedAt };
      }),
      missing: { google: missingVendorSettings(app, "google"), microsoft: missingVendorSettings(app, "microsoft") },
      mayChange: mayActAs(actor.role, "admin"),
      done: DONE[url.searchParams.get("done") ?? ""],
      failed: connectFailure(url.searchParams),
      adminUrl: needsAdmin(url.searchParams) ? adminConsentUrl(app, "microsoft") : null,
      now,
      timeZone: member.timeZone,
    };
  });
}

type Row = Awaited<ReturnType<typeof loader>>["inboxes"][number];

export default function Inboxes() {
  const { inboxes, missing, mayChange, done, failed, adminUrl, now, timeZone } = useLoaderData<typeof loader>();
  const hasVendor = missing.google.length === 0 || missing.microsoft.length === 0;
  const mayConnect = mayChange;
  const connect = <ConnectButtons missing={missing} />;
  const columns: Column<Row>[] = [
    { key: "email", header: "Inbox", render: (row) => <InboxLink row={row} /> },
    { key: "status", header: "State", render: (row) => <InboxStateCell {...row} /> },
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
        {adminUrl && (
          <Notice tone="info" title="Ask your administrator to approve the application">
            Many organisations let only an administrator give an application access to mail. Send your Microsoft
            administrator this link; after they approved it, connect the mailbox again.{" "}
            <a href={adminUrl} className="link break-all">
              {adminUrl}
            </a>
          </Notice>
        )}
        {!hasVendor && <NotConfigured missing={missing} />}
      </div>
      <DataTable
        caption="Inboxes"
        stacks
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

type Missing = { google: string[]; microsoft: string[] };

function ConnectButtons({ missing }: { missing: Missing }) {
  const hasGoogle = missing.google.length === 0;
  return (
    <span className="flex flex-wrap gap-2">
      {hasGoogle && (
        <ButtonLink to="/api/inboxes/google/connect" look="primary" reloadDocument>
          Connect Gmail
        </ButtonLink>
      )}
      {missing.microsoft.length === 0 && (
        <ButtonLink to="/api/inboxes/microsoft/connect" look={hasGoogle ? "plain" : "primary"} reloadDocument>
          Connect Microsoft
        </ButtonLink>
      )}
      <ButtonLink to="/app/settings/inboxes/smtp">Connect by SMTP</ButtonLink>
    </span>
  );
}

function NotConfigured({ missing }: { missing: Missing }) {
  return (
    <Notice tone="info" title="Gmail and Microsoft are not configured here yet">
      For Gmail, set {missing.google.join(" and ")} in the environment of this installation (an OAuth client of the
      Google Cloud console); for Microsoft, {missing.microsoft.join(" and ")} (an application of Microsoft Entra, type
      Web). Then start it again.
    </Notice>
  );
}

function InboxLink({ row }: { row: Row }) {
  return (
    <>
      <Link to={`/app/settings/inboxes/${row.inboxId}`} className="link block truncate">
        {row.email}
      </Link>
      <span className="block text-sm text-soft">{row.state.sentence}</span>
    </>
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
