/** Counters, moved in the transaction that causes them; pages read them and never count rows. */
import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

export type StatName = "sent" | "replied" | "positive" | "bounced" | "unsubscribed" | "complained";

export type StatPlace = {
  statOn: string;
  campaignId?: string | null;
  stepNo?: number | null;
  variant?: number;
  inboxId?: string | null;
};

const NONE = "00000000-0000-0000-0000-000000000000";

export async function addStat(scope: TransactionScope, name: StatName, place: StatPlace, by = 1): Promise<void> {
  const column = sql.ref(name);
  await sql`
    insert into daily_stats (workspace_id, stat_on, campaign_id, step_no, variant, inbox_id, ${column})
    values (${scope.workspaceId}, ${place.statOn}, ${place.campaignId ?? NONE}, ${place.stepNo ?? 0}, ${place.variant ?? 0}, ${place.inboxId ?? NONE}, ${by})
    on conflict (workspace_id, stat_on, campaign_id, step_no, variant, inbox_id, source)
    do update set ${column} = daily_stats.${column} + excluded.${column}`.execute(scope.handle);
}

/** Totals of one campaign over all days, steps and inboxes. */
export async function getCampaignStats(scope: Scope, campaignId: string): Promise<Record<StatName, number>> {
  const row = await scope.handle
    .selectFrom("daily_stats")
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>("sent"), sql<number>`0`).as("sent"),
      eb.fn.coalesce(eb.fn.sum<number>("replied"), sql<number>`0`).as("replied"),
      eb.fn.coalesce(eb.fn.sum<number>("positive"), sql<number>`0`).as("positive"),
      eb.fn.coalesce(eb.fn.sum<number>("bounced"), sql<number>`0`).as("bounced"),
      eb.fn.coalesce(eb.fn.sum<number>("unsubscribed"), sql<number>`0`).as("unsubscribed"),
      eb.fn.coalesce(eb.fn.sum<number>("complained"), sql<number>`0`).as("complained"),
    ])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .executeTakeFirstOrThrow();
  return row;
}

/** Names: leads, suppressions, unread. */
export async function addToCounter(scope: TransactionScope, name: string, by: number): Promise<void> {
  await scope.handle
    .insertInto("counters")
    .values({ workspace_id: scope.workspaceId, name, value: by })
    .onConflict((oc) =>
      oc.columns(["workspace_id", "name"]).doUpdateSet({ value: sql`counters.value + excluded.value` }),
    )
    .execute();
}

export async function getCounter(scope: Scope, name: string): Promise<number> {
  const row = await scope.handle
    .selectFrom("counters")
    .select("value")
    .where("workspace_id", "=", scope.workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.value ?? 0;
}
