import { Form } from "@remix-run/react";
import type { InboxState } from "../domain/inbox-state.ts";
import { Button, ButtonLink } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { StatusBadge } from "./status-badge.tsx";

/** How an inbox stands, as a word with a shape. */
export function InboxStateBadge({ state }: { state: InboxState }) {
  return <StatusBadge tone={state.tone} word={state.word} />;
}

/** In a list: the word, and where mails are kept from leaving the page that settles it. */
export function InboxStateCell({ state, inboxId }: { state: InboxState; inboxId: string }) {
  const label = state.todo === "reconnect" ? "Reconnect" : state.todo === "resume" ? "Look at it" : undefined;
  const fix = label ? { to: `/app/settings/inboxes/${inboxId}`, label } : undefined;
  return <StatusBadge tone={state.tone} word={state.word} fix={fix} />;
}

/** At the head of an inbox's page: what keeps its mails, and the one thing to do about it. Nothing when all is well. */
export function InboxHealth({ state, reconnectTo }: { state: InboxState; reconnectTo: string | null }) {
  if (state.tone === "ok" || state.tone === "info") return null;
  return (
    <div className="mb-6">
      <Notice tone={state.tone} title={state.word} action={<NextStep todo={state.todo} reconnectTo={reconnectTo} />}>
        {state.sentence}
      </Notice>
    </div>
  );
}

function NextStep({ todo, reconnectTo }: { todo: InboxState["todo"]; reconnectTo: string | null }) {
  if (reconnectTo === null || todo === null) return null;
  if (todo === "reconnect")
    return (
      <ButtonLink to={reconnectTo} isSmall reloadDocument>
        Reconnect
      </ButtonLink>
    );
  return (
    <Form method="post">
      <Button name="intent" value="resume" isSmall pendingLabel="Resuming…">
        Resume inbox
      </Button>
    </Form>
  );
}
