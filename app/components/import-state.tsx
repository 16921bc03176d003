import { StatusBadge } from "./status-badge.tsx";
import type { Tone } from "./tone.ts";

export type ImportStateProps = {
  status: "uploaded" | "queued" | "running" | "completed" | "failed";
  undoStatus: "possible" | "running" | "undone" | "impossible";
};

const WORDS: Record<ImportStateProps["status"], { tone: Tone; word: string }> = {
  uploaded: { tone: "wait", word: "Check the columns" },
  queued: { tone: "info", word: "Queued" },
  running: { tone: "info", word: "Running" },
  completed: { tone: "ok", word: "Completed" },
  failed: { tone: "stop", word: "Failed" },
};

export function ImportState({ status, undoStatus }: ImportStateProps) {
  if (undoStatus === "running") return <StatusBadge tone="info" word="Undoing" />;
  if (undoStatus === "undone") return <StatusBadge tone="mute" word="Undone" />;
  return <StatusBadge {...WORDS[status]} />;
}
