import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Mark } from "./mark.tsx";
import { type Tone, toneBox, toneInk } from "./tone.ts";

export type NoticeProps = {
  tone: Exclude<Tone, "mute">;
  title: ReactNode;
  /** What it means for the mails, and what to do. */
  children?: ReactNode;
  action?: ReactNode;
};

/** A box beside the content: what happened, what it means, what to do. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <section
      className={classNames("flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-4 py-3", toneBox[tone])}
    >
      <Mark tone={tone} className="mt-[5px]" />
      <div className="min-w-0 flex-1 basis-60">
        <p className={classNames("font-medium", toneInk[tone])}>{title}</p>
        {children && <div className="mt-0.5 text-ink">{children}</div>}
      </div>
      {action && <div className="flex flex-wrap gap-2 self-center">{action}</div>}
    </section>
  );
}
