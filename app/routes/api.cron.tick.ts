import type { ActionFunctionArgs } from "@remix-run/node";
import { sendDueInboxes } from "../use-cases/system/send-due-inboxes.server.ts";
import { answerCron } from "../web/answer-cron.server.ts";

/** For platforms that call crons over HTTP: sends what is due, and takes up what lost its worker. */
export async function action(args: ActionFunctionArgs) {
  return answerCron(args, (app) => sendDueInboxes(app));
}
