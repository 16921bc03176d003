import { plainReason } from "../domain/inbox-health.ts";
import { Panel } from "./panel.tsx";
import { Timeline } from "./timeline.tsx";
import type { Tone } from "./tone.ts";

export type InboxHistoryItem = { inboxEventId: string; kind: keyof typeof LOOKS; detail: string; at: Date | string };

const LOOKS = {
  connected: { tone: "ok", word: "Connected again" },
  resumed: { tone: "ok", word: "Resumed" },
  paused: { tone: "wait", word: "Paused" },
  disconnected: { tone: "stop", word: "Disconnected" },
  limit_answer: { tone: "wait", word: "The provider's limit was used up" },
  blocked_answer: { tone: "stop", word: "The provider did not let it send" },
  ramp_stepped_back: { tone: "wait", word: "The ramp stepped back" },
} as const satisfies Record<string, { tone: Tone; word: string }>;

/** What happened to an inbox, newest first; nothing at all when nothing did. */
export function InboxHistory({
  events,
  now,
  timeZone,
}: {
  events: InboxHistoryItem[];
  now: Date | string;
  timeZone: string;
}) {
  if (events.length === 0) return null;
  const items = events.map(({ inboxEventId, kind, detail, at }) => {
    return { key: inboxEventId, at, tone: LOOKS[kind].tone, title: LOOKS[kind].word, detail: plainReason(detail) };
  });
  return (
    <Panel title="History">
      <Timeline items={items} now={now} timeZone={timeZone} label="History of this inbox" />
    </Panel>
  );
}
