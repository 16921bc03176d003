/** What was last found out about a sending domain, and who sends for it. */
import { sql } from "kysely";
import type { DomainCheck } from "../../app/domain/sender-domain.ts";
import type { MailOperator } from "../../app/domain/sender-records.ts";
import type { Scope } from "../scope.ts";

export type StoredDomainCheck = DomainCheck & { checkedAt: Date };

export async function findDomainCheck(scope: Scope, domain: string): Promise<StoredDomainCheck | undefined> {
  const row = await scope.handle
    .selectFrom("domain_checks")
    .select(["result_json", "checked_at"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("domain", "=", domain)
    .executeTakeFirst();
  return row && { ...(row.result_json as DomainCheck), checkedAt: row.checked_at };
}

/** Domains from which the campaign's inboxes send and whose last check found something missing or wrong. */
export async function listDoubtedDomains(scope: Scope, campaignId: string): Promise<string[]> {
  const { rows } = await sql<{ domain: string }>`
    select distinct c.domain::text as domain
    from campaign_inboxes ci
    join inbox_connections i on i.workspace_id = ci.workspace_id and i.id = ci.inbox_id
    join domain_checks c on c.workspace_id = i.workspace_id
      and c.domain = split_part(coalesce(i.send_as, i.email)::text, '@', 2)::citext
    where ci.workspace_id = ${scope.workspaceId} and ci.campaign_id = ${campaignId}
      and jsonb_path_exists(c.result_json, '$.checks[*] ? (@.state != "ok")')
    order by 1`.execute(scope.handle);
  return rows.map((row) => row.domain);
}

export async function upsertDomainCheck(scope: Scope, check: DomainCheck, checkedAt: Date): Promise<void> {
  const result = { result_json: JSON.stringify(check), checked_at: checkedAt };
  await scope.handle
    .insertInto("domain_checks")
    .values({ workspace_id: scope.workspaceId, domain: check.domain, ...result })
    .onConflict((oc) => oc.columns(["workspace_id", "domain"]).doUpdateSet(result))
    .execute();
}

/** The kinds of mailboxes that send for a domain; empty when the workspace has none. */
export async function listDomainOperators(scope: Scope, domain: string): Promise<MailOperator[]> {
  const rows = await scope.handle
    .selectFrom("inbox_connections")
    .select("provider")
    .distinct()
    .where("workspace_id", "=", scope.workspaceId)
    .where(sql`split_part(coalesce(send_as, email)::text, '@', 2)::citext`, "=", domain)
    .orderBy("provider")
    .execute();
  return rows.map((row) => row.provider);
}
