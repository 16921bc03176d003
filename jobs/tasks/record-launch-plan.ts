import type { AppContext } from "../../app/context.ts";
import { recordLaunchPlan } from "../../app/use-cases/campaigns/record-launch-plan.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function recordLaunchPlanTask(app: AppContext, launch: TaskPayload<"record_launch_plan">): Promise<void> {
  const outcome = await recordLaunchPlan(app, launch);
  app.log.info({
    event: "campaign.plan_recorded",
    workspace_id: launch.workspaceId,
    campaign_id: launch.campaignId,
    outcome,
  });
}
