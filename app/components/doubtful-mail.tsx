import { Form, Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Mark } from "./mark.tsx";
import { exactTime } from "./short-time.ts";
import type { Tone } from "./tone.ts";

export type MailDoubt = "uncertain" | "failed" | "unnamed" | "sending";

export type DoubtfulMailProps = {
  doubt: MailDoubt;
  timeZone: string;
  mail: {
    sendJobId: string;
    attemptNo: number;
    campaignId: string | null;
    campaignName: string | null;
    leadId: string | null;
    conversationId: string | null;
    stepNo: number | null;
    toEmail: string;
    name: string;
    inboxEmail: string;
    subject: string;
    reason: string | null;
    lastPostAt: Date | null;
    evidence: { at: Date; sentence: string; providerRequestId: string | null }[];
    lookFor: { place: string; query: string; header: string };
  };
};

const STATES: Record<MailDoubt, { tone: Tone; word: string }> = {
  uncertain: { tone: "stop", word: "May have left" },
  failed: { tone: "stop", word: "Did not leave" },
  unnamed: { tone: "wait", word: "Waits for you" },
  sending: { tone: "info", word: "On its way" },
};

/** One mail that a person must look at: what is known, where to look, and the buttons that decide. */
export function DoubtfulMail({ doubt, mail, timeZone }: DoubtfulMailProps) {
  const { tone, word } = STATES[doubt];
  return (
    <article aria-labelledby={mail.sendJobId} className="mb-4 rounded-lg border border-line bg-card">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b border-line px-4 py-3">
        <h2 id={mail.sendJobId} className="min-w-0 font-semibold wrap-anywhere">
          <TitleLink mail={mail} />
        </h2>
        <span className="inline-flex items-center gap-1.5 text-sm">
          <Mark tone={tone} size={8} />
          {word}
        </span>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        {mail.reason && <p className="max-w-[80ch] wrap-anywhere">{mail.reason}</p>}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          <Fact name="To">{mail.name ? `${mail.name}, ${mail.toEmail}` : mail.toEmail}</Fact>
          <Fact name="From">{mail.inboxEmail}</Fact>
          {mail.subject && <Fact name="Subject">{mail.subject}</Fact>}
          {mail.campaignName && <Fact name="Campaign">{mail.campaignName}</Fact>}
          {mail.attemptNo > 1 && <Fact name="Attempt">{mail.attemptNo}</Fact>}
        </dl>
        {mail.evidence.length > 0 && (
          <section>
            <h3 className="text-sm font-medium text-soft">What was called and answered</h3>
            <ol className="mt-1 flex flex-col gap-1">
              {mail.evidence.map((call) => (
                <li key={`${call.at.toISOString()}${call.sentence}`} className="flex flex-wrap gap-x-3">
                  <time dateTime={call.at.toISOString()} className="numeric text-sm text-soft">
                    {exactTime(call.at, timeZone)}
                  </time>
                  <span className="min-w-0 flex-1 basis-72 wrap-anywhere">
                    {call.sentence}
                    {call.providerRequestId && (
                      <span className="text-sm text-soft"> Request {call.providerRequestId}.</span>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        )}
        {doubt === "uncertain" && <WhereToLook lookFor={mail.lookFor} />}
        <Decision doubt={doubt} mail={mail} />
      </div>
    </article>
  );
}

function TitleLink({ mail }: Pick<DoubtfulMailProps, "mail">) {
  if (mail.campaignId && mail.leadId) {
    return (
      <Link className="link" to={`/app/campaigns/${mail.campaignId}/leads/${mail.leadId}`}>
        Step {mail.stepNo} to {mail.toEmail}
      </Link>
    );
  }
  if (!mail.conversationId) return <>Mail to {mail.toEmail}</>;
  return (
    <Link className="link" to={`/app/replies/${mail.conversationId}`}>
      Answer to {mail.toEmail}
    </Link>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere" dir="auto">
        {children}
      </dd>
    </>
  );
}

function WhereToLook({ lookFor }: { lookFor: DoubtfulMailProps["mail"]["lookFor"] }) {
  return (
    <section>
      <h3 className="text-sm font-medium text-soft">Where to look</h3>
      <p className="mt-1 max-w-[80ch]">{lookFor.place} Search for:</p>
      <p className="mt-1">
        <code className="inline-block rounded-md border border-line bg-well px-2 py-1 wrap-anywhere">
          {lookFor.query}
        </code>
      </p>
      <p className="mt-1 text-sm text-soft">
        It is this very mail if “Show original” has the line <code className="wrap-anywhere">{lookFor.header}</code>.
      </p>
    </section>
  );
}

type Choice = { intent: string; label: string; pendingLabel: string; what: string; look?: "danger" };

function choicesOf(doubt: MailDoubt, isOfCampaign: boolean): Choice[] {
  const giveUp = isOfCampaign
    ? { label: "Stop this lead", what: "No further mail of this campaign goes to this lead." }
    : { label: "Give it up", what: "The answer is taken back." };
  const stop = { intent: "give_up", pendingLabel: "Stopping…", look: "danger", ...giveUp } as const;
  if (doubt === "uncertain") {
    return [
      {
        intent: "left",
        label: "It left",
        pendingLabel: "Recording…",
        what: isOfCampaign ? "Counts as sent; the lead's journey goes on." : "Counts as sent.",
      },
      {
        intent: "not_left",
        label: "It did not leave",
        pendingLabel: "Planning…",
        what: "Is written and sent again, inside cap, gap and window.",
      },
    ];
  }
  if (doubt === "failed") {
    const what = "Plans it again as a new attempt. Mend the cause first, or it fails again.";
    return [{ intent: "retry", label: "Try again", pendingLabel: "Planning…", what }, stop];
  }
  if (doubt === "unnamed") {
    const what = "It goes outside the thread, inside cap, gap and window.";
    return [{ intent: "release", label: "Send as a mail of its own", pendingLabel: "Planning…", what }, stop];
  }
  return [];
}

function Decision({ doubt, mail }: Pick<DoubtfulMailProps, "doubt" | "mail">) {
  const choices = choicesOf(doubt, mail.campaignId !== null);
  if (choices.length === 0) return null;
  return (
    <Form method="post" className="flex flex-wrap gap-x-8 gap-y-3 border-t border-line pt-3">
      <input type="hidden" name="sendJobId" value={mail.sendJobId} />
      {choices.map((choice) => (
        <div key={choice.intent} className="max-w-72">
          <Button name="intent" value={choice.intent} look={choice.look} pendingLabel={choice.pendingLabel}>
            {choice.label}
            <span className="sr-only">
              : step {mail.stepNo ?? "–"} to {mail.toEmail}
            </span>
          </Button>
          <p className="mt-1 text-sm text-soft">{choice.what}</p>
        </div>
      ))}
    </Form>
  );
}
