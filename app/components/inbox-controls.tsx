import { Form } from "@remix-run/react";
import { Button, ButtonLink } from "./button.tsx";
import { Panel } from "./panel.tsx";

export type InboxControlsProps = {
  inbox: { email: string; provider: "gmail" | "microsoft" | "smtp"; status: "active" | "paused" | "disconnected" };
  mayReconnect: boolean;
};

const RECONNECT = {
  gmail: { to: "/api/inboxes/google/connect", label: "Reconnect Gmail" },
  microsoft: { to: "/api/inboxes/microsoft/connect", label: "Reconnect Microsoft" },
  smtp: { to: "/app/settings/inboxes/smtp", label: "Reconnect mailbox" },
};

/** Where this mailbox is connected again. */
export function reconnectPath({ provider, email }: Pick<InboxControlsProps["inbox"], "provider" | "email">): string {
  return `${RECONNECT[provider].to}?${new URLSearchParams({ email })}`;
}

/** Pause, resume, reconnect, disconnect: apart from the settings, each saying what it does to the mails. */
export function InboxControls({ inbox, mayReconnect }: InboxControlsProps) {
  const reconnect = RECONNECT[inbox.provider];
  const connectTo = reconnectPath(inbox);
  if (inbox.status === "disconnected") {
    if (!mayReconnect) return null;
    return (
      <Panel
        title="Reconnect"
        answer="Its mails are held. After connecting they go on inside cap and gap, and answers are read from where reading stopped."
      >
        <ButtonLink to={connectTo} look="primary" reloadDocument={inbox.provider !== "smtp"}>
          {reconnect.label}
        </ButtonLink>
      </Panel>
    );
  }
  const isPaused = inbox.status === "paused";
  return (
    <>
      <Panel
        title={isPaused ? "Resume" : "Pause"}
        answer={
          isPaused
            ? "Held mails go on inside cap and gap, without a burst."
            : "No mail leaves while the inbox is paused. Planned mails are held; answers are still read."
        }
      >
        <Form method="post">
          <Button
            name="intent"
            value={isPaused ? "resume" : "pause"}
            pendingLabel={isPaused ? "Resuming…" : "Pausing…"}
          >
            {isPaused ? "Resume inbox" : "Pause inbox"}
          </Button>
        </Form>
      </Panel>
      <Panel
        title="Disconnect"
        answer="Deletes the access to this mailbox here and, where it can be done from here, at the provider. Its mails are held and its answers are no longer read until it is connected again."
      >
        <Form method="post">
          <Button name="intent" value="disconnect" look="danger" pendingLabel="Disconnecting…">
            Disconnect inbox
          </Button>
        </Form>
      </Panel>
    </>
  );
}
