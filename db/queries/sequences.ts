/** Versions of a campaign's steps. A version is never changed: saving writes the next one. */
import { newId } from "../../app/domain/ids.ts";
import type { SequenceStep } from "../../app/domain/sequence.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type Sequence = { sequenceId: string; version: number; steps: SequenceStep[] };

/** The newest version, or undefined when nothing was written yet. */
export async function findCurrentSequence(scope: Scope, campaignId: string): Promise<Sequence | undefined> {
  const row = await scope.handle
    .selectFrom("sequences")
    .select(["id", "version"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { sequenceId: row.id, version: row.version, steps: await listSteps(scope, row.id) };
}

/** In the order in which they are mailed. */
export async function listSteps(scope: Scope, sequenceId: string): Promise<SequenceStep[]> {
  const steps = await scope.handle
    .selectFrom("sequence_steps")
    .select(["step_no", "delay_days", "business_days"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("sequence_id", "=", sequenceId)
    .orderBy("position")
    .execute();
  const templates = await scope.handle
    .selectFrom("message_templates")
    .select(["step_no", "subject", "body"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("sequence_id", "=", sequenceId)
    .orderBy("step_no")
    .orderBy("variant")
    .execute();
  return steps.map((step) => ({
    stepNo: step.step_no,
    delayDays: step.delay_days,
    businessDays: step.business_days,
    variants: templates
      .filter((template) => template.step_no === step.step_no)
      .map(({ subject, body }) => ({ subject, body })),
  }));
}

/** Writes the next version; the caller holds the campaign's lock. */
export async function insertSequence(
  scope: TransactionScope,
  input: { campaignId: string; steps: SequenceStep[]; createdBy: string },
): Promise<Sequence> {
  const { workspaceId } = scope;
  const before = await scope.handle
    .selectFrom("sequences")
    .select((eb) => eb.fn.max("version").as("version"))
    .where("workspace_id", "=", workspaceId)
    .where("campaign_id", "=", input.campaignId)
    .executeTakeFirst();
  const [sequenceId, version] = [newId(), (before?.version ?? 0) + 1];
  await scope.handle
    .insertInto("sequences")
    .values({
      workspace_id: workspaceId,
      id: sequenceId,
      campaign_id: input.campaignId,
      version,
      created_by: input.createdBy,
    })
    .execute();
  if (input.steps.length === 0) return { sequenceId, version, steps: [] };
  await scope.handle
    .insertInto("sequence_steps")
    .values(
      input.steps.map((step, index) => ({
        workspace_id: workspaceId,
        sequence_id: sequenceId,
        step_no: step.stepNo,
        position: index + 1,
        delay_days: step.delayDays,
        business_days: step.businessDays,
      })),
    )
    .execute();
  await scope.handle
    .insertInto("message_templates")
    .values(
      input.steps.flatMap((step) =>
        step.variants.map(({ subject, body }, variant) => ({
          workspace_id: workspaceId,
          sequence_id: sequenceId,
          step_no: step.stepNo,
          variant,
          subject,
          body,
        })),
      ),
    )
    .execute();
  return { sequenceId, version, steps: input.steps };
}
