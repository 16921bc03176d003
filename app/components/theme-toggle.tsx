import { useLocation } from "@remix-run/react";
import Monitor from "lucide-react/icons/monitor";
import Moon from "lucide-react/icons/moon";
import Sun from "lucide-react/icons/sun";
import { classNames } from "./class-names.ts";

export type Theme = "light" | "dark" | "system";

const themes = [
  { value: "system", label: "System", Icon: Monitor },
  { value: "light", label: "Light", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
] as const;

/** Three words of one form: POST /theme {theme, returnTo}. */
export function ThemeToggle({ theme }: { theme: Theme }) {
  const { pathname, search } = useLocation();
  return (
    <form method="post" action="/theme" aria-label="Colours" className="flex rounded-md border border-line p-0.5">
      <input type="hidden" name="returnTo" value={pathname + search} />
      {themes.map(({ value, label, Icon }) => (
        <button
          key={value}
          type="submit"
          name="theme"
          value={value}
          aria-pressed={theme === value}
          className={classNames(
            "flex min-h-7 flex-1 items-center justify-center gap-1 rounded-sm px-1 text-xs pointer-coarse:min-h-10",
            theme === value ? "bg-mute-wash font-medium text-ink" : "text-soft hover:text-ink",
          )}
        >
          <Icon size={14} aria-hidden="true" />
          {label}
        </button>
      ))}
    </form>
  );
}
