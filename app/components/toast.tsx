import { Link } from "@remix-run/react";
import X from "lucide-react/icons/x";
import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";
import type { Tone } from "./tone.ts";

export type ToastProps = {
  children: ReactNode;
  tone?: Tone;
  /** Undo, usually: a small form. */
  action?: ReactNode;
  /** The same page without the message. */
  closeTo: string;
};

/** What was just done, with its undo. It stays until closed or until the next page. */
export function Toast({ children, tone = "ok", action, closeTo }: ToastProps) {
  return (
    <div className="pointer-events-none sticky bottom-4 z-20 flex justify-center px-4">
      <div
        role="status"
        className="pointer-events-auto flex max-w-full flex-wrap items-center gap-3 rounded-lg border border-line bg-card py-2 pr-2 pl-4 shadow-float"
      >
        <Mark tone={tone} />
        <div className="min-w-0 flex-1">{children}</div>
        {action}
        <Link
          to={closeTo}
          preventScrollReset
          className="inline-flex min-h-7 items-center gap-1 rounded-md px-2 text-sm text-soft hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
        >
          <X size={16} aria-hidden="true" />
          Close
        </Link>
      </div>
    </div>
  );
}
