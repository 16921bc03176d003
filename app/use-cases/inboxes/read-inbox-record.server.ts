import { findDomainCheck, type StoredDomainCheck } from "../../../db/queries/domain-checks.ts";
import { type InboxEvent, listInboxEvents } from "../../../db/queries/inbox-events.ts";
import { getInbox } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { domainOf } from "../../domain/sender-domain.ts";

export type InboxRecord = {
  /** What stands after the @ in From. */
  domain: string;
  check: StoredDomainCheck | null;
  /** Newest first, the last few. */
  events: InboxEvent[];
};

const EVENTS_SHOWN = 20;

/** What was found out about the inbox's domain, and what happened to the inbox. Errors  not_found */
export async function readInboxRecord(app: AppContext, actor: Actor, input: { inboxId: string }): Promise<InboxRecord> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const inbox = await getInbox(scope, input.inboxId);
  const domain = domainOf(inbox);
  const [check, events] = await Promise.all([
    findDomainCheck(scope, domain),
    listInboxEvents(scope, inbox.inboxId, EVENTS_SHOWN),
  ]);
  return { domain, check: check ?? null, events };
}
