import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Mark } from "./mark.tsx";
import { type Tone, toneBox, toneInk } from "./tone.ts";

export type StatusBadgeProps = {
  tone: Tone;
  word: string;
  /** Why it is so, beside the word. */
  reason?: ReactNode;
  fix?: { to: string; label: string };
};

/** A state: word, shape and colour; then the reason and what to do ("Held · inbox disconnected · Reconnect"). */
export function StatusBadge({ tone, word, reason, fix }: StatusBadgeProps) {
  const badge = (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 rounded-full border px-2 text-xs leading-[1.375rem] font-medium whitespace-nowrap",
        toneBox[tone],
        toneInk[tone],
      )}
    >
      <Mark tone={tone} size={8} />
      {word}
    </span>
  );
  if (!reason && !fix) return badge;
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5 gap-y-0.5">
      {badge}
      {reason && <span className="text-sm text-soft">{reason}</span>}
      {fix && (
        <>
          <span aria-hidden="true" className="text-soft">
            ·
          </span>
          <Link to={fix.to} className="link text-sm">
            {fix.label}
          </Link>
        </>
      )}
    </span>
  );
}
