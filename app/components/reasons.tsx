import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Mark } from "./mark.tsx";

export type Reason = { rule: string; ok: boolean; detail: ReactNode };

/** The "why" list: every rule that was looked at, the deciding one first as handed over. */
export function Reasons({ reasons, label = "Why" }: { reasons: Reason[]; label?: string }) {
  return (
    <dl aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-card">
      {reasons.map((reason) => (
        <div key={reason.rule} className="flex flex-wrap gap-x-3 gap-y-0.5 px-4 py-2">
          <dt className={classNames("flex w-52 shrink-0 items-center gap-2.5", !reason.ok && "font-medium")}>
            <Mark tone={reason.ok ? "ok" : "stop"} size={8} />
            {reason.rule}
            <span className="sr-only">{reason.ok ? ": passes." : ": holds the mail."}</span>
          </dt>
          <dd className="numeric min-w-0 flex-1 basis-64 text-soft">{reason.detail}</dd>
        </div>
      ))}
    </dl>
  );
}
