import { Link } from "@remix-run/react";
import ArrowLeft from "lucide-react/icons/arrow-left";
import type { ReactNode } from "react";

export type PageHeaderProps = {
  title: ReactNode;
  /** One sentence that answers why one came. */
  answer?: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
  /** A badge beside the title. */
  state?: ReactNode;
  back?: { to: string; label: string };
  /** Tabs, usually. */
  children?: ReactNode;
};

export function PageHeader({ title, answer, action, state, back, children }: PageHeaderProps) {
  return (
    <header className="mb-6">
      {back && (
        <Link to={back.to} className="mb-2 inline-flex items-center gap-1.5 text-sm text-soft hover:text-ink">
          <ArrowLeft size={16} aria-hidden="true" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-80">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-2xl font-semibold tracking-[-0.01em] wrap-anywhere" dir="auto">
              {title}
            </h1>
            {state}
          </div>
          {answer && <p className="numeric mt-1 max-w-[70ch] text-soft">{answer}</p>}
        </div>
        {action && <div className="flex flex-wrap items-center gap-2">{action}</div>}
      </div>
      {children && <div className="mt-4">{children}</div>}
    </header>
  );
}
