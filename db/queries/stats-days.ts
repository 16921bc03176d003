import { sql } from "kysely";
import type { Scope } from "../scope.ts";

/** Mails of a campaign that have left, by day of their inbox, the earliest first. */
export async function listSentDays(scope: Scope, campaignId: string): Promise<{ on: string; count: number }[]> {
  const rows = await scope.handle
    .selectFrom("daily_stats")
    .select((eb) => ["stat_on as on", eb.fn.coalesce(eb.fn.sum<number>("sent"), sql<number>`0`).as("count")])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .where("sent", ">", 0)
    .groupBy("stat_on")
    .orderBy("stat_on")
    .execute();
  return rows;
}
