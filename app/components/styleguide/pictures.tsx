import { Button } from "../button.tsx";
import { Calendar } from "../calendar.tsx";
import { Chart } from "../chart.tsx";
import { Message } from "../message.tsx";
import { Meter } from "../meter.tsx";
import { Progress } from "../progress.tsx";
import { Stat, StatRow } from "../stat.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { Timeline } from "../timeline.tsx";
import { Toast } from "../toast.tsx";
import { Specimen, sampleNow, sampleZone } from "./specimen.tsx";

const days = Array.from({ length: 24 }, (_, index) => ({
  on: new Date(Date.UTC(2026, 10, 3 + index)).toISOString().slice(0, 10),
  count: index % 7 === 4 || index % 7 === 5 ? 0 : (index * 37) % 80,
  note: index === 8 ? "public holiday" : undefined,
}));
const labels = Array.from({ length: 14 }, (_, index) => `${index + 3} Nov`);
const sent = [12, 18, 24, 0, 0, 30, 36, 40, 38, 41, 0, 0, 44, 46];

/** Numbers, charts, times and talk. */
export function PictureParts() {
  return (
    <>
      <Specimen name="Stat">
        <StatRow>
          <Stat label="Sent today" value={38} words="of 120 planned" trend={sent} to="?sent" />
          <Stat label="Replied" value="4.2 %" words="16 of 381 leads" trend={[1, 2, 2, 3, 3, 4, 4]} />
          <Stat label="Held" value={3} words="1 inbox disconnected" />
          <Stat label="Leads" value={1_234_567} words="all imports" />
        </StatRow>
      </Specimen>
      <Specimen name="Meter and Progress">
        <div className="grid max-w-form gap-4 sm:grid-cols-2">
          <Meter label="Cap of ana@acme.test" value={12} max={40} />
          <Meter label="Cap of ben@acme.test" value={40} max={40} tone="wait" words="full, 40 of 40" />
        </div>
        <Progress label="Importing leads.csv" count={12_400} total={50_000} remaining="about 2 min left" />
        <Progress label="Reading the file" count={800} />
      </Specimen>
      <Specimen name="Calendar">
        <Calendar title="When do these mails leave?" days={days} unit="mail" todayOn="2026-11-05" />
        <Calendar title="When does one mail leave?" days={days.slice(1, 2)} unit="mail" />
      </Specimen>
      <Specimen name="Chart">
        <Chart
          title="How many mails left each day?"
          kind="bars"
          labels={labels}
          series={[{ key: "sent", label: "Sent", tone: "accent", values: sent }]}
        />
        <Chart
          title="What became of the mails of each day?"
          kind="bars"
          labels={labels.slice(0, 5)}
          series={[
            { key: "sent", label: "No answer", tone: "accent", values: [12, 18, 24, 20, 22] },
            { key: "replied", label: "Replied", tone: "ok", values: [1, 3, 2, 4, 2] },
            { key: "bounced", label: "Bounced", tone: "stop", values: [0, 1, 0, 0, 1] },
          ]}
        />
        <Chart
          title="Do replies keep up with mails?"
          kind="lines"
          labels={labels}
          series={[
            { key: "sent", label: "Sent", tone: "accent", values: sent },
            { key: "replied", label: "Replied", tone: "ok", values: sent.map((value) => Math.round(value / 9)) },
            { key: "bounced", label: "Bounced", tone: "stop", values: sent.map((value) => Math.round(value / 25)) },
          ]}
        />
        <Chart
          title="Nothing yet?"
          kind="bars"
          labels={labels.slice(0, 3)}
          series={[{ key: "sent", label: "Sent", tone: "accent", values: [0, 0, 0] }]}
        />
      </Specimen>
      <Specimen name="Message">
        <Message
          direction="out"
          from="ana@acme.test"
          at="2026-11-01T08:04:00Z"
          now={sampleNow}
          timeZone={sampleZone}
          subject="A question about your depot"
          text={"Hello Ben,\n\nwho plans the routes of your depot in Bremen?\n\nAna"}
          state={<StatusBadge tone="ok" word="Sent" />}
        />
        <Message
          direction="in"
          from="Ben Okafor <ben@globex.test>"
          at="2026-11-03T06:40:00Z"
          now={sampleNow}
          timeZone={sampleZone}
          text={
            "Hi Ana, that is me. Call me on Thursday?\n\nOn Sun, Ana wrote:\n> Hello Ben,\n> who plans the routes of your depot in Bremen?"
          }
          state={<StatusBadge tone="info" word="Interested" />}
        />
        <Message
          direction="in"
          from="مريم"
          at="2026-11-03T07:58:00Z"
          now={sampleNow}
          timeZone={sampleZone}
          text="شكرا، يرجى الاتصال بي غدا."
        />
      </Specimen>
      <Specimen name="Timeline">
        <Timeline
          now={sampleNow}
          timeZone={sampleZone}
          items={[
            { key: "1", at: "2026-11-01T08:04:00Z", tone: "ok", title: "Step 1 sent", detail: "from ana@acme.test" },
            {
              key: "2",
              at: "2026-11-03T06:40:00Z",
              tone: "info",
              title: "Ben replied",
              detail: "Interested · later steps stopped",
            },
            { key: "3", at: "2026-11-05T08:04:00Z", tone: "mute", title: "Step 2 would have left" },
          ]}
        />
      </Specimen>
      <Specimen name="Toast">
        <Toast
          closeTo="?"
          action={
            <Button type="button" isSmall>
              Undo
            </Button>
          }
        >
          Lead stopped in Depot talks.
        </Toast>
      </Specimen>
    </>
  );
}
