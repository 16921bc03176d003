import { Link, NavLink } from "@remix-run/react";
import CalendarCheck from "lucide-react/icons/calendar-check";
import LogOut from "lucide-react/icons/log-out";
import Reply from "lucide-react/icons/reply";
import Send from "lucide-react/icons/send";
import Settings from "lucide-react/icons/settings";
import ShieldBan from "lucide-react/icons/shield-ban";
import Users from "lucide-react/icons/users";
import { classNames } from "./class-names.ts";
import { Logo } from "./logo.tsx";
import { Mark } from "./mark.tsx";
import { SendingSwitch } from "./sending-switch.tsx";
import { type Theme, ThemeToggle } from "./theme-toggle.tsx";
import type { Tone } from "./tone.ts";

/** One inbox at the foot: `word` is its state ("Active", "Disconnected"). Hand over the ones in trouble first. */
export type InboxHealth = { inboxId: string; email: string; tone: Tone; word: string };

export type NavProps = {
  workspaceName: string;
  userEmail: string;
  theme: Theme;
  unreadReplies?: number;
  inboxes: InboxHealth[];
  isSendingStopped?: boolean;
};

const places = [
  { to: "/app", label: "Today", Icon: CalendarCheck },
  { to: "/app/campaigns", label: "Campaigns", Icon: Send },
  { to: "/app/replies", label: "Replies", Icon: Reply },
  { to: "/app/leads", label: "Leads", Icon: Users },
  { to: "/app/suppressions", label: "Suppressions", Icon: ShieldBan },
  { to: "/app/settings", label: "Settings", Icon: Settings },
] as const;

const shownInboxes = 4;

/** The places, then inbox health, colours and sign-out. The same column serves as sidebar and inside the menu. */
export function Nav({
  workspaceName,
  userEmail,
  theme,
  unreadReplies = 0,
  inboxes,
  isSendingStopped = false,
}: NavProps) {
  return (
    <div className="flex min-h-full flex-col gap-6 p-3">
      <div className="hidden px-2 pt-2 lg:block">
        <Logo />
        <p className="one-line mt-1 text-sm text-soft" title={workspaceName}>
          {workspaceName}
        </p>
      </div>
      <nav aria-label="Main">
        <ul className="flex flex-col gap-0.5">
          {places.map(({ to, label, Icon }) => (
            <li key={to}>
              <NavLink to={to} end={to === "/app"} prefetch="intent" className={({ isActive }) => placeClass(isActive)}>
                <Icon size={16} aria-hidden="true" />
                {label}
                {to === "/app/replies" && unreadReplies > 0 && (
                  <span className="numeric ml-auto rounded-full bg-accent-wash px-2 text-xs font-medium text-accent-ink">
                    {unreadReplies > 99 ? "99+" : unreadReplies}
                    <span className="sr-only"> unread</span>
                  </span>
                )}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="mt-auto flex flex-col gap-4">
        <SendingSwitch isStopped={isSendingStopped} />
        <InboxFoot inboxes={inboxes} />
        <ThemeToggle theme={theme} />
        <form method="post" action="/logout" className="border-t border-line pt-3">
          <p className="one-line px-2 text-xs text-soft" title={userEmail}>
            {userEmail}
          </p>
          <button type="submit" className={placeClass(false)}>
            <LogOut size={16} aria-hidden="true" />
            Sign out
          </button>
        </form>
      </div>
    </div>
  );
}

function InboxFoot({ inboxes }: { inboxes: InboxHealth[] }) {
  return (
    <section aria-label="Inbox health" className="px-2">
      <h2 className="text-xs font-medium text-soft">Inboxes</h2>
      {inboxes.length === 0 && (
        <Link to="/app/settings/inboxes" className="link text-sm">
          Connect an inbox
        </Link>
      )}
      <ul className="mt-1 flex flex-col">
        {inboxes.slice(0, shownInboxes).map((inbox) => (
          <li key={inbox.inboxId}>
            <Link
              to="/app/settings/inboxes"
              className="group flex items-center gap-2 py-1 text-xs pointer-coarse:min-h-10"
            >
              <Mark tone={inbox.tone} size={8} />
              <span className="one-line min-w-0 flex-1 group-hover:underline" title={inbox.email}>
                {inbox.email}
              </span>
              <span className="text-soft">{inbox.word}</span>
            </Link>
          </li>
        ))}
      </ul>
      {inboxes.length > shownInboxes && (
        <Link to="/app/settings/inboxes" className="link text-xs">
          {inboxes.length - shownInboxes} more
        </Link>
      )}
    </section>
  );
}

function placeClass(isActive: boolean) {
  return classNames(
    "flex min-h-8 w-full items-center gap-2.5 rounded-md px-2 text-left pointer-coarse:min-h-11",
    isActive ? "bg-accent-wash font-medium text-accent-ink" : "text-ink hover:bg-hover",
  );
}
