import { StatusBadge } from "./status-badge.tsx";
import type { Tone } from "./tone.ts";

export type InboxStatusProps = {
  inboxId: string;
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
  mayReconnect?: boolean;
};

const looks: Record<InboxStatusProps["status"], { tone: Tone; word: string }> = {
  active: { tone: "ok", word: "Active" },
  paused: { tone: "wait", word: "Paused" },
  disconnected: { tone: "stop", word: "Disconnected" },
};

/** The state of an inbox with its reason. */
export function InboxStatus({ inboxId, status, statusReason, mayReconnect }: InboxStatusProps) {
  const fix =
    status === "disconnected" && mayReconnect
      ? { to: `/app/settings/inboxes/${inboxId}`, label: "Reconnect" }
      : undefined;
  return <StatusBadge {...looks[status]} reason={statusReason} fix={fix} />;
}
