import type { ReactNode } from "react";

export type PanelProps = { title?: ReactNode; answer?: ReactNode; action?: ReactNode; children: ReactNode };

/** A section of a page with its own heading. */
export function Panel({ title, answer, action, children }: PanelProps) {
  return (
    <section className="mb-8">
      {(title || action) && (
        <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <div className="min-w-0">
            {title && <h2 className="text-lg font-semibold">{title}</h2>}
            {answer && <p className="numeric text-soft">{answer}</p>}
          </div>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
