import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { archiveCampaign } from "./archive-campaign.server.ts";
import { cancelCampaign } from "./cancel-campaign.server.ts";
import { duplicateCampaign } from "./duplicate-campaign.server.ts";
import { launchCampaign } from "./launch-campaign.server.ts";
import { pauseCampaign } from "./pause-campaign.server.ts";
import { resumeCampaign } from "./resume-campaign.server.ts";

/** `to` is the campaign to look at next; `done` the word for what was done. */
export type Move = { to: string; done: string };
type Moved = { campaignId: string; inFlight?: readonly unknown[] };
type Mover = (app: AppContext, actor: Actor, input: { campaignId: string }) => Promise<Moved>;

const MOVES: Record<string, { run: Mover; done: string }> = {
  launch: { run: launch, done: "launched" },
  pause: { run: pauseCampaign, done: "paused" },
  resume: { run: resumeCampaign, done: "resumed" },
  cancel: { run: cancelCampaign, done: "canceled" },
  archive: { run: archiveCampaign, done: "archived" },
  duplicate: { run: duplicateCampaign, done: "duplicated" },
};

/** One button of a campaign's pages. Errors  not_found; invalid_input; conflict; not_ready when the checklist is open */
export async function moveCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; intent: string },
): Promise<Move> {
  const move = Object.hasOwn(MOVES, input.intent) ? MOVES[input.intent] : undefined;
  if (!move) throw new AppError("invalid_input", "This page knows no such button.");
  const { campaignId, inFlight = [] } = await move.run(app, actor, { campaignId: input.campaignId });
  return { to: campaignId, done: inFlight.length > 0 ? `${move.done}_open` : move.done };
}

async function launch(app: AppContext, actor: Actor, input: { campaignId: string }): Promise<{ campaignId: string }> {
  const result = await launchCampaign(app, actor, input);
  if (result.outcome !== "not_ready") return result.campaign;
  const open = result.checklist.filter((check) => check.state === "todo").length;
  throw new AppError(
    "not_ready",
    `The campaign was not launched: ${open} ${open === 1 ? "point is" : "points are"} open.`,
  );
}
