import { Form } from "@remix-run/react";
import { Button, ButtonLink } from "./button.tsx";
import { Panel } from "./panel.tsx";

export type InboxControlsProps = {
  inbox: { email: string; status: "active" | "paused" | "disconnected" };
  mayReconnect: boolean;
};

/** Pause, resume, reconnect, disconnect: apart from the settings, each saying what it does to the mails. */
export function InboxControls({ inbox, mayReconnect }: InboxControlsProps) {
  const connectTo = `/api/inboxes/google/connect?${new URLSearchParams({ email: inbox.email })}`;
  if (inbox.status === "disconnected") {
    if (!mayReconnect) return null;
    return (
      <Panel
        title="Reconnect"
        answer="Its mails are held. After connecting they go on inside cap and gap, and answers are read from where reading stopped."
      >
        <ButtonLink to={connectTo} look="primary" reloadDocument>
          Reconnect Gmail
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
        answer="Deletes the access to this mailbox here and at Google. Its mails are held and its answers are no longer read until it is connected again."
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
