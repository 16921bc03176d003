import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { InboxControls, reconnectPath } from "../components/inbox-controls.tsx";
import { InboxForm } from "../components/inbox-form.tsx";
import { InboxHealth, InboxStateBadge } from "../components/inbox-health.tsx";
import { InboxHistory } from "../components/inbox-history.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Panel } from "../components/panel.tsx";
import { SenderDomain } from "../components/sender-domain.tsx";
import { Toast } from "../components/toast.tsx";
import { type Actor, mayActAs } from "../domain/actor.ts";
import { AppError, isAppError } from "../domain/errors.ts";
import { providerLimits } from "../domain/provider-limits.ts";
import { changeInboxSettings } from "../use-cases/inboxes/change-inbox-settings.server.ts";
import { checkSenderDomain } from "../use-cases/inboxes/check-sender-domain.server.ts";
import { disconnectInbox } from "../use-cases/inboxes/disconnect-inbox.server.ts";
import { missingVendorSettings } from "../use-cases/inboxes/mailbox-vendors.server.ts";
import { readInbox } from "../use-cases/inboxes/read-inbox.server.ts";
import { readInboxRecord } from "../use-cases/inboxes/read-inbox-record.server.ts";
import { timeZoneNames } from "../use-cases/workspace/workspace-input.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm, refuseForm } from "../web/forms.server.ts";
import { fieldOf, inboxFormValues, judgeInboxForm } from "../web/inbox-form.server.ts";
import { parseId } from "../web/parse.server.ts";

const LEFT_OPEN = "One mail was already with the provider and may still leave.";
const DONE: Record<string, string> = {
  checked: "The domain was looked up.",
  saved: "The settings are saved. Planned mails follow them.",
  paused: "The inbox is paused. No mail leaves from it.",
  paused_open: `The inbox is paused. ${LEFT_OPEN}`,
  resumed: "The inbox is active again. Held mails go on inside its cap and gap.",
  disconnected: "The inbox is disconnected. Its access is deleted here and ended at the provider.",
  disconnected_here: "The inbox is disconnected. Its access is deleted here; at the provider it may still be listed.",
  disconnected_open: `The inbox is disconnected. ${LEFT_OPEN}`,
};

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.inbox.email ?? "Inbox"} · LeadBitz` },
];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, now, url, member }) => {
    const inboxId = parseId(args.params.id);
    const { syncCursor: _, ...inbox } = await readInbox(app, actor, { inboxId, now });
    return {
      inbox,
      record: await readInboxRecord(app, actor, { inboxId }),
      now,
      timeZone: member.timeZone,
      ceiling: providerLimits(inbox.provider, inbox.email).per24h,
      timeZones: timeZoneNames(inbox.timeZone),
      mayChange: mayActAs(actor.role, "admin"),
      mayReconnect: mayReconnect(app, inbox.provider),
      done: DONE[url.searchParams.get("done") ?? ""],
    };
  });
}

type App = Parameters<typeof missingVendorSettings>[0];

function mayReconnect(app: App, provider: string): boolean {
  if (provider === "smtp") return true;
  return missingVendorSettings(app, provider === "gmail" ? "google" : "microsoft").length === 0;
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(
    args,
    async ({ app, actor }) => {
      const inboxId = parseId(args.params.id);
      const form = await readForm(args.request);
      const done = (word: string) => redirect(`/app/settings/inboxes/${inboxId}?done=${word}`, 303);
      const intent = form.get("intent");
      if (intent === "disconnect") {
        const { isRevoked, stillSending } = await disconnectInbox(app, actor, { inboxId });
        return done(stillSending > 0 ? "disconnected_open" : isRevoked ? "disconnected" : "disconnected_here");
      }
      if (intent === "pause" || intent === "resume") {
        const settings = { status: intent === "pause" ? ("paused" as const) : ("active" as const) };
        const { stillSending } = await changeInboxSettings(app, actor, { inboxId, settings });
        return done(intent === "resume" ? "resumed" : stillSending > 0 ? "paused_open" : "paused");
      }
      if (intent === "check_domain") return checkDomain(app, actor, { inboxId, selector: form.get("selector") ?? "" });
      if (intent !== "save") throw new AppError("invalid_input", "The form does not say what to do.");
      const judged = judgeInboxForm(form);
      if (!judged.ok) return refuseForm(judged);
      try {
        await changeInboxSettings(app, actor, { inboxId, settings: judged.value });
      } catch (error) {
        if (!isAppError(error) || error.code !== "invalid_input") throw error;
        const errors = Object.fromEntries(
          (error.details.issues ?? []).map(({ path, message }) => [fieldOf(path), message]),
        );
        return refuseForm({ errors, values: inboxFormValues(form) });
      }
      return done("saved");
    },
    { role: "admin" },
  );
}

type Checking = { inboxId: string; selector: FormDataEntryValue };

async function checkDomain(app: App, actor: Actor, { inboxId, selector }: Checking) {
  const { domain } = await readInboxRecord(app, actor, { inboxId });
  const input = { workspaceId: actor.workspaceId, domain, selector: String(selector) };
  try {
    await checkSenderDomain(app, input);
  } catch (error) {
    if (!isAppError(error) || (error.code !== "invalid_input" && error.code !== "provider_failed")) throw error;
    const message = error.details.issues?.[0]?.message ?? error.message;
    return refuseForm({ errors: { selector: message }, values: { selector: input.selector } });
  }
  return redirect(`/app/settings/inboxes/${inboxId}?done=checked`, 303);
}

export default function InboxSettings() {
  const { inbox, record, now, timeZone, ceiling, timeZones, mayChange, mayReconnect, done } =
    useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const selectorError = refused?.errors.selector;
  const isQuiet = inbox.state.tone === "wait" || inbox.state.tone === "stop";
  return (
    <>
      <PageHeader
        title={inbox.email}
        answer={isQuiet ? `Sent today: ${inbox.sentToday} of ${inbox.capToday} mails.` : inbox.state.sentence}
        state={<InboxStateBadge state={inbox.state} />}
        back={{ to: "/app/settings/inboxes", label: "Inboxes" }}
      />
      <InboxHealth state={inbox.state} reconnectTo={mayChange && mayReconnect ? reconnectPath(inbox) : null} />
      <Panel title="Sending">
        <InboxForm
          {...{ inbox, ceiling, timeZones, mayChange }}
          errors={selectorError ? undefined : refused?.errors}
          values={selectorError ? undefined : refused?.values}
        />
      </Panel>
      <SenderDomain
        {...{ now, timeZone, mayChange }}
        domain={record.domain}
        check={record.check}
        selectorError={selectorError}
        selector={refused?.values.selector}
      />
      <InboxHistory events={record.events} now={now} timeZone={timeZone} />
      {mayChange && <InboxControls inbox={inbox} mayReconnect={mayReconnect} />}
      {done && <Toast closeTo={`/app/settings/inboxes/${inbox.inboxId}`}>{done}</Toast>}
    </>
  );
}
