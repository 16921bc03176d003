import { useLocation } from "@remix-run/react";
import Menu from "lucide-react/icons/menu";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Logo } from "./logo.tsx";
import { Nav, type NavProps } from "./nav.tsx";

export type AppShellProps = {
  nav: NavProps;
  /** The demo's clock, above everything. */
  clockBar?: ReactNode;
  /** Warnings that hold for every page (sending stopped, inbox disconnected): one or more <Notice>. */
  banner?: ReactNode;
  /** A message about what was just done: a <Toast>. */
  toast?: ReactNode;
  /** reading: to 1120 px; full: lists and tables. */
  width?: "reading" | "full";
  children: ReactNode;
};

/** The frame of every page behind the sign-in: sidebar on wide screens, a bar with a menu under 900 px. */
export function AppShell({ nav, clockBar, banner, toast, width = "full", children }: AppShellProps) {
  const { pathname } = useLocation();
  return (
    <div className="flex min-h-screen flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-30 focus:m-2 focus:bg-card focus:p-2"
      >
        Skip to content
      </a>
      {clockBar}
      <div className="flex flex-1 flex-col lg:flex-row">
        <header className="sticky top-0 z-20 border-b border-line bg-well lg:hidden">
          {/* A new page starts with the menu closed. */}
          <details key={pathname}>
            <summary className="flex min-h-12 items-center gap-3 px-4">
              <Logo />
              <span className="ml-auto inline-flex items-center gap-2 font-medium">
                <Menu size={16} aria-hidden="true" />
                Menu
              </span>
            </summary>
            <div className="max-h-[calc(100dvh-3rem)] overflow-y-auto border-t border-line">
              <Nav {...nav} />
            </div>
          </details>
        </header>
        <aside aria-label="Workspace" className="hidden w-58 shrink-0 border-r border-line bg-well lg:block">
          <div className="sticky top-0 h-screen overflow-y-auto">
            <Nav {...nav} />
          </div>
        </aside>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {banner && <div className="flex flex-col gap-2 px-4 pt-4 md:px-8">{banner}</div>}
          <div className={classNames("px-4 py-6 md:px-8", width === "reading" && "max-w-reading")}>{children}</div>
        </main>
      </div>
      {toast}
    </div>
  );
}
