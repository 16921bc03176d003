/** A workspace with an inbox, leads and a campaign that is ready to launch. */

import type { AppContext } from "../../../app/context.ts";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import { addLeads } from "../../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../../app/use-cases/campaigns/create-campaign.server.ts";
import { saveSequence } from "../../../app/use-cases/campaigns/save-sequence.server.ts";
import type { DatabaseClient } from "../../../db/client.ts";

export async function insertInbox(
  db: DatabaseClient,
  actor: Actor,
  over: { email?: string; capPerDay?: number } = {},
): Promise<string> {
  const id = newId();
  await db.pool.query(
    "insert into inbox_connections (workspace_id, id, provider, email, display_name, time_zone, cap_per_day) values ($1, $2, 'gmail', $3, 'Ana', 'Europe/Berlin', $4)",
    [actor.workspaceId, id, over.email ?? `${id}@acme.test`, over.capPerDay ?? 30],
  );
  return id;
}

export async function insertLeads(
  db: DatabaseClient,
  actor: Actor,
  count: number,
  firstName: string | null = "Lea",
): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  await db.pool.query(
    "insert into leads (workspace_id, id, email, first_name, company_name) select $1, id, id::text || '@lead.test', $3, 'X' from unnest($2::uuid[]) as lead (id)",
    [actor.workspaceId, ids, firstName],
  );
  return ids;
}

export const sequence = {
  steps: [
    { delayDays: 0, variants: [{ subject: "For {{ company }}", body: "Hi {{ first_name }}" }] },
    { delayDays: 3, variants: [{ subject: "", body: "Again, {{ first_name }}" }] },
  ],
};

export async function readyCampaign(
  app: AppContext,
  actor: Actor,
  over: { leads?: number; firstName?: string | null } = {},
) {
  const inboxId = await insertInbox(app.db, actor);
  const { campaignId } = await createCampaign(app, actor, { name: "Spring", inboxIds: [inboxId] });
  await saveSequence(app, actor, { campaignId, sequence });
  const leadIds = await insertLeads(app.db, actor, over.leads ?? 3, over.firstName);
  await addLeads(app, actor, { campaignId, leads: { leadIds } });
  return { campaignId, inboxId, leadIds };
}

export async function rowsOf<T = Record<string, unknown>>(
  db: DatabaseClient,
  query: string,
  values: unknown[],
): Promise<T[]> {
  return (await db.pool.query(query, values)).rows as T[];
}
