/** What happened to an inbox, in order: its own history, and the outbox of the mails that tell its owners. */
import { sql } from "kysely";
import type { InboxEventsTable } from "../schema.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type InboxEventKind = InboxEventsTable["kind"];
export type InboxEvent = { inboxEventId: string; kind: InboxEventKind; detail: string; at: Date };

export async function insertInboxEvent(
  scope: TransactionScope,
  event: InboxEvent & { inboxId: string; isMailed?: boolean },
): Promise<void> {
  await scope.handle
    .insertInto("inbox_events")
    .values({
      workspace_id: scope.workspaceId,
      id: event.inboxEventId,
      inbox_id: event.inboxId,
      kind: event.kind,
      detail: event.detail,
      at: event.at,
      mail_status: event.isMailed ? "waiting" : "none",
    })
    .execute();
}

/** Newest first. */
export async function listInboxEvents(scope: Scope, inboxId: string, limit: number): Promise<InboxEvent[]> {
  return scope.handle
    .selectFrom("inbox_events")
    .select(["id as inboxEventId", "kind", "detail", "at"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inboxId)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

export type ClaimedNotice = InboxEvent & {
  inboxId: string;
  email: string;
  workspaceName: string;
  fence: number;
  /** Earlier hand-overs whose outcome nobody knows. */
  doubts: number;
};

/**
 * Takes a waiting notice, or one whose worker is gone: that one may have left, so it counts as a doubt.
 *
 * Rules   undefined when there is nothing to take: told, given up, or in another worker's hands
 */
export async function claimNotice(
  scope: TransactionScope,
  inboxEventId: string,
  leaseMs: number,
): Promise<ClaimedNotice | undefined> {
  const { rows } = await sql<ClaimedNotice>`
    update inbox_events e
    set mail_status = 'sending', mail_fence = e.mail_fence + 1,
      mail_doubts = e.mail_doubts + (e.mail_status = 'sending')::int,
      mail_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from inbox_connections i, workspaces w
    where e.workspace_id = ${scope.workspaceId} and e.id = ${inboxEventId}
      and (e.mail_status = 'waiting' or (e.mail_status = 'sending' and e.mail_lease_until < clock_timestamp()))
      and i.workspace_id = e.workspace_id and i.id = e.inbox_id and w.id = e.workspace_id
    returning e.id as "inboxEventId", e.kind, e.detail, e.at, e.inbox_id as "inboxId", i.email::text as email,
      w.name as "workspaceName", e.mail_fence as fence, e.mail_doubts as doubts`.execute(scope.handle);
  return rows[0];
}

/** False when another worker took the notice meanwhile. */
export async function settleNotice(
  scope: Scope,
  notice: Pick<ClaimedNotice, "inboxEventId" | "fence">,
  to: { status: "waiting" | "sent" | "gave_up"; doubts: number },
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("inbox_events")
    .set({ mail_status: to.status, mail_doubts: to.doubts, mail_lease_until: null })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", notice.inboxEventId)
    .where("mail_fence", "=", notice.fence)
    .where("mail_status", "=", "sending")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function listOwnerEmails(scope: Scope): Promise<string[]> {
  const rows = await scope.handle
    .selectFrom("workspace_members")
    .innerJoin("users", "users.id", "workspace_members.user_id")
    .select("users.email")
    .where("workspace_members.workspace_id", "=", scope.workspaceId)
    .where("workspace_members.role", "=", "owner")
    .orderBy("users.email")
    .execute();
  return rows.map((row) => row.email);
}
