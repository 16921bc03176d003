/** What a campaign names must be the workspace's own; what is missing and what is foreign look alike. */

import { hasIcpProfile } from "../../../db/queries/campaigns.ts";
import { findInboxIds } from "../../../db/queries/campaigns-inboxes.ts";
import type { Scope } from "../../../db/scope.ts";
import { AppError, type FieldIssue } from "../../domain/errors.ts";

export async function requireOwnParts(
  scope: Scope,
  input: { inboxIds?: string[]; icpProfileId?: string | null },
): Promise<void> {
  const issues: FieldIssue[] = [];
  const own = new Set(await findInboxIds(scope, input.inboxIds ?? []));
  input.inboxIds?.forEach((inboxId, index) => {
    if (!own.has(inboxId)) issues.push({ path: `inboxIds.${index}`, message: "There is no such inbox." });
  });
  if (input.icpProfileId && !(await hasIcpProfile(scope, input.icpProfileId)))
    issues.push({ path: "icpProfileId", message: "There is no such profile." });
  if (issues.length > 0) throw new AppError("invalid_input", "Some fields are not valid.", { issues });
}
