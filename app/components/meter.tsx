import { useId } from "react";
import { classNames } from "./class-names.ts";
import { formatNumber } from "./number-text.tsx";
import { type Tone, toneFill } from "./tone.ts";

export type MeterProps = {
  label: string;
  value: number;
  max: number;
  /** Instead of "12 of 40". */
  words?: string;
  tone?: Tone | "accent";
  /** In a dense table the column head is the label. */
  isLabelHidden?: boolean;
};

/** How full something is: a cap, a quota, a score. An SVG, because browsers draw <meter> each in their own way. */
export function Meter({ label, value, max, words, tone = "accent", isLabelHidden = false }: MeterProps) {
  const id = useId();
  const said = words ?? `${formatNumber(value)} of ${formatNumber(max)}`;
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div className="min-w-24">
      <div className="mb-1 flex items-baseline justify-between gap-3 text-sm leading-4">
        <span id={id} className={isLabelHidden ? "sr-only" : "min-w-0 wrap-anywhere"}>
          {label}
        </span>
        <span className="numeric text-soft whitespace-nowrap">{said}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <svg
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={Math.max(max, 1)}
        aria-valuenow={Math.min(Math.max(value, 0), Math.max(max, 1))}
        aria-valuetext={said}
        height="6"
        className={classNames("block w-full rounded-full bg-mute-line", toneFill[tone])}
      >
        <rect width={`${Math.round(share * 1000) / 10}%`} height="6" rx="3" fill="currentColor" />
      </svg>
    </div>
  );
}
