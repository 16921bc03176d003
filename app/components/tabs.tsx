import { NavLink } from "@remix-run/react";
import { classNames } from "./class-names.ts";

export type TabsProps = {
  label: string;
  /** Relative paths resolve against the parent route; `end` for the first one. */
  tabs: { to: string; label: string; count?: number | string; end?: boolean }[];
};

/** Tabs are links: each has an address. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-5">
        {tabs.map((tab) => (
          <li key={tab.to}>
            <NavLink
              to={tab.to}
              end={tab.end}
              prefetch="intent"
              className={({ isActive }) =>
                classNames(
                  "-mb-px flex min-h-9 items-center gap-1.5 border-b-2 whitespace-nowrap -outline-offset-2 pointer-coarse:min-h-11",
                  isActive ? "border-accent font-medium text-ink" : "border-transparent text-soft hover:text-ink",
                )
              }
            >
              {tab.label}
              {tab.count !== undefined && <span className="numeric text-xs text-soft">{tab.count}</span>}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
