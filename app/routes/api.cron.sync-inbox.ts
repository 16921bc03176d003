import type { ActionFunctionArgs } from "@remix-run/node";
import { syncDueInboxes } from "../use-cases/sync/sync-due-inboxes.server.ts";
import { answerCron } from "../web/answer-cron.server.ts";

/** For platforms that call crons over HTTP: reads every mailbox that is due. */
export async function action(args: ActionFunctionArgs) {
  return answerCron(args, async (app) => ({ inboxes: await syncDueInboxes(app) }));
}
