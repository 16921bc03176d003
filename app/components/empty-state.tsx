import type { ReactNode } from "react";

export type EmptyStateProps = {
  /** What this is. */
  title: string;
  /** Why it is empty. */
  reason: ReactNode;
  /** One action. */
  action?: ReactNode;
};

export function EmptyState({ title, reason, action }: EmptyStateProps) {
  return (
    <div className="rounded-lg border border-dashed border-rim px-6 py-12 text-center">
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="mx-auto mt-1 max-w-[52ch] text-soft">{reason}</p>
      {action && <div className="mt-4 flex justify-center gap-2">{action}</div>}
    </div>
  );
}
