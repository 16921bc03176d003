import { StatusBadge } from "./status-badge.tsx";
import type { Tone } from "./tone.ts";

const campaignLooks = {
  draft: { tone: "mute", word: "Draft" },
  active: { tone: "ok", word: "Active" },
  paused: { tone: "wait", word: "Paused" },
  completed: { tone: "info", word: "Completed" },
  archived: { tone: "mute", word: "Archived" },
} satisfies Record<string, { tone: Tone; word: string }>;

const journeyLooks = {
  waiting: { tone: "wait", word: "Waiting" },
  replied: { tone: "ok", word: "Replied" },
  bounced: { tone: "stop", word: "Bounced" },
  unsubscribed: { tone: "stop", word: "Unsubscribed" },
  completed: { tone: "info", word: "Completed" },
  stopped: { tone: "mute", word: "Stopped" },
} satisfies Record<string, { tone: Tone; word: string }>;

export function CampaignStatus({ status }: { status: keyof typeof campaignLooks }) {
  return <StatusBadge {...campaignLooks[status]} />;
}

/** A lead's journey; a paused one is held whatever else it is. */
export function JourneyStatus({ status, isPaused }: { status: keyof typeof journeyLooks; isPaused: boolean }) {
  if (status === "waiting" && isPaused) return <StatusBadge tone="wait" word="Paused" />;
  return <StatusBadge {...journeyLooks[status]} />;
}
