import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { ConversationMail } from "../components/conversation-mail.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { AnswerForm, CategoryForm } from "../components/reply-forms.tsx";
import { Toast } from "../components/toast.tsx";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { categorizeConversation } from "../use-cases/replies/categorize-conversation.server.ts";
import { readConversation } from "../use-cases/replies/read-conversation.server.ts";
import { categoryInput, replyBody } from "../use-cases/replies/reply-input.ts";
import { sendReply } from "../use-cases/replies/send-reply.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { judgeForm, readForm, refuseForm } from "../web/forms.server.ts";
import { parseId } from "../web/parse.server.ts";

const DONE: Record<string, string> = {
  sorted: "The conversation is sorted.",
  opted_out: "They are unsubscribed: no campaign writes to them any more.",
  released:
    "They are no longer unsubscribed: the entry that this conversation made is removed, and their other campaigns go on.",
  sending: "Your answer is on its way.",
};

const answerInput = z.object({ body: replyBody, idempotencyKey: z.uuid() });

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.conversation.leadName || data?.conversation.subject || "Conversation"} · Replies · LeadBitz` },
];

/** The frame around this page (app.tsx) marks the conversation as read, before it counts the unread ones. */
export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, member, now, url }) => {
    const conversationId = parseId(args.params.id);
    const view = await readConversation(app, actor, conversationId);
    const done = DONE[url.searchParams.get("done") ?? ""];
    return { ...view, idempotencyKey: newId(), done, now, timeZone: member.timeZone };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const conversationId = parseId(args.params.id);
    const form = await readForm(args.request);
    const done = (word: string) => redirect(`/app/replies/${conversationId}?done=${word}`, 303);
    if (form.get("intent") === "categorize") {
      const judged = judgeForm(form, categoryInput);
      if (!judged.ok) return refuseForm(judged);
      const outcome = await categorizeConversation(app, actor, { conversationId, ...judged.value });
      if (outcome.suppressedEmail !== null) return done("opted_out");
      return done(outcome.releasedEmails.length > 0 ? "released" : "sorted");
    }
    if (form.get("intent") !== "answer") throw new AppError("invalid_input", "The form does not say what to do.");
    const judged = judgeForm(form, answerInput);
    if (!judged.ok) return refuseForm(judged);
    await sendReply(app, actor, { conversationId, ...judged.value });
    return done("sending");
  });
}

export default function ConversationPage() {
  const { conversation, messages, idempotencyKey, done, now, timeZone } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const person = conversation.leadName || conversation.leadEmail || "Unknown sender";
  return (
    <div className="max-w-reading">
      <PageHeader
        back={{ to: "/app/replies", label: "Replies" }}
        title={person}
        answer={
          <>
            {conversation.leadEmail} to {conversation.inboxEmail}
            {conversation.campaignId && (
              <>
                {" · "}
                <Link className="link" to={`/app/campaigns/${conversation.campaignId}/overview`}>
                  {conversation.campaignName}
                </Link>
              </>
            )}
          </>
        }
      >
        <CategoryForm category={conversation.category} />
      </PageHeader>
      {conversation.matchReason && (
        <p className="mb-4 text-sm text-soft">How it was matched: {conversation.matchReason}</p>
      )}
      <ol aria-label="Mails" className="flex flex-col gap-4">
        {messages.map((message) => (
          <li key={message.messageId ?? message.sendJobId}>
            <ConversationMail message={message} now={now} timeZone={timeZone} />
          </li>
        ))}
      </ol>
      {conversation.category === "unsubscribe" && (
        <div className="mt-6">
          <Notice tone="stop" title="They do not want mails from you.">
            No campaign writes to them. Answer only if they asked for an answer.
          </Notice>
        </div>
      )}
      <AnswerForm key={messages.length} idempotencyKey={idempotencyKey} toName={person} refusal={refusal} />
      {done && <Toast closeTo={`/app/replies/${conversation.conversationId}`}>{done}</Toast>}
    </div>
  );
}
