/**
 * The five tones of a state. Each is a word with a shape (mark.tsx) and a colour, never colour alone:
 * ok = done or healthy, wait = needs time or attention, stop = nothing goes on, info = neutral news, mute = over or idle.
 */
export type Tone = "ok" | "wait" | "stop" | "info" | "mute";

export const toneInk: Record<Tone, string> = {
  ok: "text-ok-ink",
  wait: "text-wait-ink",
  stop: "text-stop-ink",
  info: "text-info-ink",
  mute: "text-mute-ink",
};

export const toneBox: Record<Tone, string> = {
  ok: "bg-ok-wash border-ok-line",
  wait: "bg-wait-wash border-wait-line",
  stop: "bg-stop-wash border-stop-line",
  info: "bg-info-wash border-info-line",
  mute: "bg-mute-wash border-mute-line",
};

/** `text-*` on purpose: shapes, bars and lines paint with currentColor. */
export const toneFill: Record<Tone | "accent", string> = {
  accent: "text-accent",
  ok: "text-ok-fill",
  wait: "text-wait-fill",
  stop: "text-stop-fill",
  info: "text-info-fill",
  mute: "text-mute-fill",
};
