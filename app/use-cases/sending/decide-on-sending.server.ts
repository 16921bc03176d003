import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { startSending } from "../workspace/start-sending.server.ts";
import { stopSending } from "../workspace/stop-sending.server.ts";
import { giveUpMail } from "./give-up-mail.server.ts";
import { releaseFollowUp } from "./release-follow-up.server.ts";
import { resolveMail } from "./resolve-mail.server.ts";
import { retryFailedMail } from "./retry-failed-mail.server.ts";

/** One button of the sending page → the word for what was done. Errors  not_found; conflict; forbidden; invalid_input */
export async function decideOnSending(
  app: AppContext,
  actor: Actor,
  input: { intent: string; sendJobId: string | null },
): Promise<string> {
  const { intent, sendJobId } = input;
  if (intent === "stop") return (await stopSending(app, actor)).inFlight.length > 0 ? "stopped_open" : "stopped";
  if (intent === "start") {
    await startSending(app, actor);
    return "started";
  }
  if (sendJobId === null) throw new AppError("invalid_input", "The form does not say which mail.");
  if (intent === "left" || intent === "not_left") await resolveMail(app, actor, { sendJobId, outcome: intent });
  else if (intent === "retry") await retryFailedMail(app, actor, { sendJobId });
  else if (intent === "release") await releaseFollowUp(app, actor, { sendJobId });
  else if (intent === "give_up") await giveUpMail(app, actor, { sendJobId });
  else throw new AppError("invalid_input", "This page knows no such button.");
  return intent;
}
