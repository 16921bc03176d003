import { Form, Link } from "@remix-run/react";
import { Button } from "./button.tsx";
import { Mark } from "./mark.tsx";

/** The workspace's brake at the foot of the frame: one press stops all; starting is done on its page, which says what follows. */
export function SendingSwitch({ isStopped }: { isStopped: boolean }) {
  return (
    <section aria-label="Sending" className="flex flex-wrap items-center gap-2 px-2">
      <Link to="/app/sending" className="flex min-h-7 flex-1 items-center gap-2 text-xs hover:underline">
        <Mark tone={isStopped ? "stop" : "ok"} size={8} />
        {isStopped ? "Sending is stopped" : "Sending is on"}
      </Link>
      {!isStopped && (
        <Form method="post" action="/app/sending">
          <Button name="intent" value="stop" isSmall pendingLabel="Stopping…">
            Stop all sending
          </Button>
        </Form>
      )}
    </section>
  );
}
