/** A lead by its address: one per workspace. */
import type { Scope } from "../scope.ts";

export async function findLeadByEmail(scope: Scope, email: string): Promise<{ leadId: string } | undefined> {
  return scope.handle
    .selectFrom("leads")
    .select("id as leadId")
    .where("workspace_id", "=", scope.workspaceId)
    .where("email", "=", email)
    .where("erased_at", "is", null)
    .executeTakeFirst();
}

export async function findLeadEmail(scope: Scope, leadId: string): Promise<string | undefined> {
  const row = await scope.handle
    .selectFrom("leads")
    .select("email")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", leadId)
    .executeTakeFirst();
  return row?.email.toLowerCase();
}
