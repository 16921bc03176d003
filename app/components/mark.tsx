import { classNames } from "./class-names.ts";
import { type Tone, toneFill } from "./tone.ts";

/** The shape of a tone: disc, half disc, square, diamond, ring. Decoration beside the word, so hidden from readers. */
export function Mark({ tone, size = 10, className }: { tone: Tone; size?: number; className?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 10 10"
      aria-hidden="true"
      focusable="false"
      className={classNames("shrink-0", toneFill[tone], className)}
    >
      {tone === "ok" && <circle cx="5" cy="5" r="4.5" fill="currentColor" />}
      {tone === "wait" && (
        <>
          <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M5 1a4 4 0 0 1 0 8z" fill="currentColor" />
        </>
      )}
      {tone === "stop" && <rect x="0.75" y="0.75" width="8.5" height="8.5" rx="1" fill="currentColor" />}
      {tone === "info" && <path d="M5 0 10 5 5 10 0 5z" fill="currentColor" />}
      {tone === "mute" && <circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}
