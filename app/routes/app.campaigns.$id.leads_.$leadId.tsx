import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { JourneyStatus } from "../components/campaign-status.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Notice } from "../components/notice.tsx";
import { Panel } from "../components/panel.tsx";
import { Reasons } from "../components/reasons.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Timeline } from "../components/timeline.tsx";
import type { Tone } from "../components/tone.ts";
import { isAppError } from "../domain/errors.ts";
import { pauseJourney } from "../use-cases/campaigns/pause-journey.server.ts";
import { readJourney } from "../use-cases/campaigns/read-journey.server.ts";
import { stopJourney } from "../use-cases/campaigns/stop-journey.server.ts";
import { explainJourney } from "../use-cases/sending/explain-journey.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm } from "../web/forms.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, member }) => {
    const input = { campaignId: parseId(args.params.id), leadId: parseId(args.params.leadId) };
    const { journey, mails, moves } = await readJourney(app, actor, input);
    const explanation = await explainJourney(app, actor, input);
    return { journey, mails, moves, explanation, now, timeZone: member.timeZone };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const input = { campaignId: parseId(args.params.id), leadId: parseId(args.params.leadId) };
    const intent = (await readForm(args.request)).get("intent");
    let done = "journey";
    try {
      const { inFlight } =
        intent === "stop"
          ? await stopJourney(app, actor, input)
          : await pauseJourney(app, actor, { ...input, isPaused: intent === "pause" });
      if (inFlight.length > 0) done = "journey_open";
    } catch (error) {
      if (!isAppError(error) || error.code !== "conflict") throw error;
      return data({ message: error.message }, { status: 409 });
    }
    throw redirect(`/app/campaigns/${input.campaignId}/leads/${input.leadId}?done=${done}`, 303);
  });
}

const TONES: Record<string, Tone> = {
  sent: "ok",
  failed: "stop",
  uncertain: "stop",
  held: "wait",
  canceled: "mute",
  skipped: "mute",
};
const WORDS: Record<string, string> = {
  scheduled: "planned",
  preparing: "being prepared",
  prepared: "being prepared",
  sending: "being sent",
};

export default function JourneyPage() {
  const { journey, mails, moves, explanation, now, timeZone } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  return (
    <>
      <Panel
        title={journey.email}
        answer={explanation.sentence}
        action={<JourneyActions status={journey.status} isPaused={journey.pausedAt !== null} />}
      >
        {refusal && (
          <Notice tone="stop" title="Nothing was changed">
            {refusal.message}
          </Notice>
        )}
        <p className="flex flex-wrap items-center gap-3">
          <JourneyStatus status={journey.status} isPaused={journey.pausedAt !== null} />
          <span className="text-soft">{[journey.name, journey.companyName].filter(Boolean).join(", ")}</span>
          <Link className="link" to={`/app/leads/${journey.leadId}`}>
            Open the lead
          </Link>
        </p>
      </Panel>
      {explanation.reasons.length > 0 && (
        <Panel title="Why">
          <Reasons
            reasons={explanation.reasons.map(({ rule, ok, detail }) => ({
              rule: rule.replaceAll("_", " "),
              ok,
              detail,
            }))}
          />
        </Panel>
      )}
      <Panel title="Mails">
        {mails.length === 0 ? (
          <EmptyState title="No mail yet" reason="The first one is planned at launch." />
        ) : (
          <Timeline
            now={now}
            timeZone={timeZone}
            items={mails.map((mail) => ({
              key: mail.sendJobId,
              at: mail.at,
              tone: TONES[mail.status] ?? "info",
              title: `Step ${mail.stepNo} ${WORDS[mail.status] ?? mail.status}${mail.subject ? `: ${mail.subject}` : ""}`,
              detail: (
                <>
                  {[`from ${mail.inboxEmail}`, mail.reason].filter(Boolean).join(" · ")}
                  {mail.doubt && (journey.status === "waiting" || mail.doubt === "uncertain") && (
                    <>
                      {" · "}
                      <Link className="link" to={`/app/sending?show=${mail.doubt}`}>
                        Decide
                      </Link>
                    </>
                  )}
                </>
              ),
            }))}
          />
        )}
      </Panel>
      {moves.length > 0 && (
        <Panel title="Moved">
          <Timeline
            now={now}
            timeZone={timeZone}
            items={moves.map((move) => ({
              key: `${move.stepNo} ${String(move.at)}`,
              at: move.at,
              tone: "mute",
              title: `Step ${move.stepNo}: ${move.reason}`,
              detail: (
                <>
                  from <Planned at={move.oldAt} now={now} timeZone={timeZone} /> to{" "}
                  <Planned at={move.newAt} now={now} timeZone={timeZone} />
                </>
              ),
            }))}
          />
        </Panel>
      )}
    </>
  );
}

function Planned({ at, now, timeZone }: { at: Date | null; now: Date; timeZone: string }) {
  return at === null ? "no time" : <TimeText at={at} now={now} timeZone={timeZone} />;
}

function JourneyActions({ status, isPaused }: { status: string; isPaused: boolean }) {
  if (status !== "waiting") return null;
  return (
    <Form method="post" className="flex flex-wrap gap-2">
      <Button name="intent" value={isPaused ? "resume" : "pause"}>
        {isPaused ? "Resume lead" : "Pause lead"}
      </Button>
      <Button name="intent" value="stop" look="danger">
        Stop: no further mail to this lead
      </Button>
    </Form>
  );
}
