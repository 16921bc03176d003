import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { replyBody } from "../use-cases/replies/reply-input.ts";
import { sendReply } from "../use-cases/replies/send-reply.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseId, parseJson } from "../web/parse.server.ts";

const input = z.object({ body: replyBody });

/** 202: the mail is planned and leaves by the worker; its state is in GET /api/replies/:id. */
export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor, now }) => {
    const conversationId = parseId(args.params.id);
    const idempotencyKey = args.request.headers.get("Idempotency-Key");
    if (idempotencyKey === null) {
      throw new AppError(
        "invalid_input",
        "Send an Idempotency-Key header, so that a repeated call cannot send a second mail.",
      );
    }
    const { body } = await parseJson(args.request, input);
    const { sendJobId, toEmail, subject } = await sendReply(app, actor, { conversationId, body, idempotencyKey });
    const mail = {
      messageId: null,
      sendJobId,
      direction: "outbound",
      to: [toEmail],
      subject,
      text: body,
      state: "sending",
      at: now,
    };
    return { status: 202, body: { conversationId, ...mail } };
  });
}
