import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Button } from "../components/button.tsx";
import { classNames } from "../components/class-names.ts";
import { DoubtfulMail } from "../components/doubtful-mail.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Notice } from "../components/notice.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Pager } from "../components/pager.tsx";
import { StatusBadge } from "../components/status-badge.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Toast } from "../components/toast.tsx";
import { mayActAs } from "../domain/actor.ts";
import { isAppError } from "../domain/errors.ts";
import { decideOnSending } from "../use-cases/sending/decide-on-sending.server.ts";
import { readSendingRoom } from "../use-cases/sending/read-sending-room.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm } from "../web/forms.server.ts";
import { parseId, parsePageRequest } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "Sending · LeadBitz" }];

const DONE: Record<string, string> = {
  stopped: "Sending is stopped. No mail leaves any more; planned mails stay planned.",
  stopped_open:
    "Sending is stopped. A mail that was called before is still without an answer: it stands under On their way.",
  started: "Sending is on again. Mails go inside every cap, gap and window, without a burst.",
  left: "Recorded as sent.",
  not_left: "Planned again as a new attempt.",
  retry: "Planned again as a new attempt.",
  release: "Planned as a mail of its own.",
  give_up: "Given up. Nothing more of it leaves.",
};
const SHOWN = ["uncertain", "failed", "unnamed", "sending"] as const;
const shownSchema = z.enum(SHOWN).optional().catch(undefined);

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, url, member }) => {
    const asked = shownSchema.parse(url.searchParams.get("show") || undefined);
    const request = { ...parsePageRequest(url), limit: 20 };
    return {
      ...(await readSendingRoom(app, actor, { ...request, asked })),
      isFirstPage: request.cursor === null,
      mayStart: mayActAs(actor.role, "admin"),
      done: DONE[url.searchParams.get("done") ?? ""],
      now,
      timeZone: member.timeZone,
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const form = await readForm(args.request);
    const intent = String(form.get("intent") ?? "");
    const given = form.get("sendJobId");
    const sendJobId = given === null ? null : parseId(String(given));
    try {
      throw redirect(`/app/sending?done=${await decideOnSending(app, actor, { intent, sendJobId })}`, 303);
    } catch (error) {
      if (!isAppError(error) || error.code !== "conflict") throw error;
      return data({ message: error.message }, { status: 409 });
    }
  });
}

type Shown = Awaited<ReturnType<typeof loader>>;

export default function SendingPage() {
  const shown = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const { sending, doubt, page, isFirstPage, timeZone, done } = shown;
  const { nextCursor } = page.pageInfo;
  return (
    <>
      <PageHeader
        title="Sending"
        state={sending.isStopped ? <StatusBadge tone="stop" word="Stopped" /> : <StatusBadge tone="ok" word="On" />}
        answer={<Answer shown={shown} />}
        action={<Switch isStopped={sending.isStopped} mayStart={shown.mayStart} />}
      >
        <Kinds shown={shown} />
      </PageHeader>
      {refusal && (
        <div className="mb-6">
          <Notice tone="stop" title="Nothing was changed">
            {refusal.message}
          </Notice>
        </div>
      )}
      {page.items.length === 0 ? (
        <EmptyState {...EMPTY[doubt]} />
      ) : (
        page.items.map((mail) => <DoubtfulMail key={mail.sendJobId} doubt={doubt} mail={mail} timeZone={timeZone} />)
      )}
      <Pager
        newerTo={isFirstPage ? undefined : `?show=${doubt}`}
        olderTo={nextCursor === null ? undefined : `?show=${doubt}&cursor=${nextCursor}`}
      />
      {done && <Toast closeTo={`/app/sending?show=${doubt}`}>{done}</Toast>}
    </>
  );
}

const EMPTY = {
  uncertain: {
    title: "No mail is in doubt",
    reason:
      "A mail stands here when nobody can know whether it left: the provider's answer was lost, the draft is gone and no sent copy was found. LeadBitz never sends such a mail again by itself.",
  },
  failed: {
    title: "No mail has failed",
    reason: "A mail stands here when the provider refused it for good, with the reason. It did not leave.",
  },
  unnamed: {
    title: "No follow-up waits for you",
    reason: "A follow-up stands here when the mail before it has no sent copy whose thread it could answer in.",
  },
  sending: {
    title: "No mail is on its way",
    reason: "A mail stands here for the moment between our call and the answer.",
  },
} as const;

function Answer({ shown }: { shown: Shown }) {
  const { counts, sending, now, timeZone } = shown;
  const parts = [
    counts.uncertain > 0 &&
      `${formatNumber(counts.uncertain)} may have left and ${counts.uncertain === 1 ? "waits" : "wait"} for your word`,
    counts.failed > 0 && `${formatNumber(counts.failed)} failed`,
    counts.unnamed > 0 &&
      `${formatNumber(counts.unnamed)} ${counts.unnamed === 1 ? "follow-up waits" : "follow-ups wait"} for you`,
  ].filter((part) => part !== false);
  return (
    <>
      {sending.stoppedAt ? (
        <>
          Stopped by {sending.stoppedBy ?? "somebody"} <TimeText at={sending.stoppedAt} now={now} timeZone={timeZone} />
          : no mail leaves.{" "}
        </>
      ) : (
        "Mails go as planned. "
      )}
      {parts.length === 0 ? "No mail waits for your word." : `${parts.join("; ")}.`}
    </>
  );
}

function Switch({ isStopped, mayStart }: { isStopped: boolean; mayStart: boolean }) {
  if (isStopped && !mayStart) return <p className="text-soft">An owner or admin can start it again.</p>;
  return (
    <Form method="post" action="/app/sending">
      {isStopped ? (
        <Button name="intent" value="start" look="primary" pendingLabel="Starting…">
          Start sending
        </Button>
      ) : (
        <Button name="intent" value="stop" look="danger" pendingLabel="Stopping…">
          Stop all sending
        </Button>
      )}
    </Form>
  );
}

const KIND_WORDS = { uncertain: "In doubt", failed: "Failed", unnamed: "Follow-ups", sending: "On their way" } as const;

/** Links, not NavLinks: the kinds differ in the query only. */
function Kinds({ shown }: { shown: Shown }) {
  const counts = { ...shown.counts, sending: shown.sending.inFlight.length };
  return (
    <nav aria-label="Kinds of mails" className="overflow-x-auto border-b border-line">
      <ul className="flex gap-5">
        {SHOWN.map((kind) => (
          <li key={kind}>
            <Link
              to={`/app/sending?show=${kind}`}
              aria-current={kind === shown.doubt ? "page" : undefined}
              className={classNames(
                "-mb-px flex min-h-9 items-center gap-1.5 border-b-2 whitespace-nowrap -outline-offset-2 pointer-coarse:min-h-11",
                kind === shown.doubt
                  ? "border-accent font-medium text-ink"
                  : "border-transparent text-soft hover:text-ink",
              )}
            >
              {KIND_WORDS[kind]}
              <span className="numeric text-xs text-soft">{formatNumber(counts[kind])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
