import { Button, ButtonLink } from "../button.tsx";
import { Checklist } from "../checklist.tsx";
import { Dialog } from "../dialog.tsx";
import { EmptyState } from "../empty-state.tsx";
import { Kbd } from "../kbd.tsx";
import { Notice } from "../notice.tsx";
import { Reasons } from "../reasons.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { TimeText } from "../time-text.tsx";
import { Specimen, sampleNow, sampleZone } from "./specimen.tsx";

const hour = 3_600_000;

/** States, reasons, notices, buttons, times. */
export function WordParts() {
  return (
    <>
      <Specimen name="Button">
        <div className="flex flex-wrap items-center gap-2">
          <ButtonLink to="?" look="primary">
            Launch campaign
          </ButtonLink>
          <Button type="button">Save draft</Button>
          <Button type="button" look="danger">
            Stop all sending
          </Button>
          <Button type="button" look="quiet">
            Reset
          </Button>
          <Button type="button" disabled>
            Not now
          </Button>
          <Button type="button" isSmall>
            Undo
          </Button>
          <Kbd>/</Kbd>
        </div>
      </Specimen>
      <Specimen name="StatusBadge">
        <div className="flex flex-wrap items-center gap-3">
          <StatusBadge tone="ok" word="Sent" />
          <StatusBadge tone="wait" word="Waiting" />
          <StatusBadge tone="stop" word="Failed" />
          <StatusBadge tone="info" word="Replied" />
          <StatusBadge tone="mute" word="Draft" />
        </div>
        <StatusBadge tone="wait" word="Held" reason="inbox disconnected" fix={{ to: "?fix", label: "Reconnect" }} />
      </Specimen>
      <Specimen name="Notice">
        <Notice tone="info" title="Holidays of Germany are left out." />
        <Notice tone="ok" title="ana@acme.test is connected.">
          It was read a minute ago.
        </Notice>
        <Notice tone="wait" title="3 leads are held until the inbox was read again." />
        <Notice
          tone="stop"
          title="Google no longer accepts ana@acme.test."
          action={<ButtonLink to="?fix">Reconnect</ButtonLink>}
        >
          Its 38 planned mails are held. Nothing is lost; after reconnecting they go on inside the cap.
        </Notice>
      </Specimen>
      <Specimen name="Checklist">
        <Checklist
          label="Before launch"
          items={[
            { state: "ok", sentence: "Two inboxes are connected and were read within 15 minutes." },
            {
              state: "todo",
              sentence: "No test mail was sent yet.",
              fix: { href: "?test", label: "Send a test mail" },
            },
            { state: "stop", sentence: "Step 2 has no subject.", fix: { href: "?step", label: "Edit step 2" } },
          ]}
        />
      </Specimen>
      <Specimen name="Reasons">
        <Reasons
          reasons={[
            {
              rule: "Sending window",
              ok: false,
              detail: "Closed until Tue 09:00 Europe/Berlin (the lead's zone, from the company's country).",
            },
            { rule: "Inbox", ok: true, detail: "ana@acme.test is active and was read 4 min ago." },
            { rule: "Cap", ok: true, detail: "12 of 40 used today." },
          ]}
        />
      </Specimen>
      <Specimen name="TimeText">
        <p className="flex flex-wrap gap-6">
          {[0, 0.2, 2, -2, 26, -26, 24 * 20, -24 * 400].map((hours) => (
            <TimeText
              key={hours}
              at={new Date(Date.parse(sampleNow) + hours * hour)}
              now={sampleNow}
              timeZone={sampleZone}
            />
          ))}
        </p>
      </Specimen>
      <Specimen name="EmptyState">
        <EmptyState
          title="Campaigns write to your leads, step by step"
          reason="There is none yet. A campaign needs one connected inbox and a few approved leads."
          action={
            <ButtonLink to="?new" look="primary">
              Make a campaign
            </ButtonLink>
          }
        />
      </Specimen>
      <Specimen name="Dialog">
        <div>
          <Dialog label="Cancel campaign" to="?cancel" title="Cancel this campaign?" look="danger">
            <p>No further mail leaves. 38 planned mails are removed; replies are still read.</p>
            <div className="mt-4">
              <Button type="button" look="danger">
                Cancel campaign
              </Button>
            </div>
          </Dialog>
        </div>
      </Specimen>
    </>
  );
}
