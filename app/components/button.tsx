import { Link, useNavigation } from "@remix-run/react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type ButtonLook = "primary" | "plain" | "danger" | "quiet";

const looks: Record<ButtonLook, string> = {
  primary: "bg-accent text-on-accent border-transparent hover:bg-accent-strong",
  plain: "bg-card text-ink border-rim hover:bg-hover",
  danger: "bg-card text-stop-ink border-stop-line hover:bg-stop-wash",
  quiet: "bg-transparent text-accent-ink border-transparent hover:bg-hover",
};

function buttonClass(look: ButtonLook, isSmall: boolean, className?: string) {
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap",
    "transition-colors select-none",
    "disabled:bg-well disabled:text-soft disabled:border-line aria-busy:opacity-80",
    isSmall ? "min-h-7 px-2.5 text-sm pointer-coarse:min-h-10" : "min-h-9 px-3.5 pointer-coarse:min-h-11",
    looks[look],
    className,
  );
}

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "style"> & {
  look?: ButtonLook;
  isSmall?: boolean;
  icon?: ReactNode;
  /** Shown while the form that this button sent is under way ("Launching…"). */
  pendingLabel?: string;
};

/** A button of a form. It says what is under way and cannot be pressed twice meanwhile. */
export function Button({
  look = "plain",
  isSmall = false,
  icon,
  pendingLabel,
  className,
  children,
  ...rest
}: ButtonProps) {
  const isPending = useIsSending(pendingLabel, rest);
  return (
    <button
      type="submit"
      {...rest}
      className={buttonClass(look, isSmall, className)}
      disabled={rest.disabled || isPending}
      aria-busy={isPending || undefined}
    >
      {icon}
      {isPending ? pendingLabel : children}
    </button>
  );
}

export type ButtonLinkProps = {
  to: string;
  look?: ButtonLook;
  isSmall?: boolean;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
  /** A download or a resource route: the browser fetches it, not the router. */
  reloadDocument?: boolean;
  download?: string | boolean;
};

/** A link that looks like a button: for going somewhere, never for changing something. */
export function ButtonLink({
  to,
  look = "plain",
  isSmall = false,
  icon,
  className,
  children,
  ...rest
}: ButtonLinkProps) {
  return (
    <Link to={to} className={buttonClass(look, isSmall, className)} {...rest}>
      {icon}
      {children}
    </Link>
  );
}

/** Two buttons of one page tell themselves apart by the name and value that were sent. */
function useIsSending(pendingLabel: string | undefined, rest: { name?: string; value?: unknown }) {
  const navigation = useNavigation();
  if (!pendingLabel || navigation.state === "idle" || !navigation.formData) return false;
  return rest.name ? navigation.formData.get(rest.name) === String(rest.value ?? "") : true;
}
