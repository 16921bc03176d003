import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { AppShell } from "../components/app-shell.tsx";
import { ButtonLink } from "../components/button.tsx";
import { DemoClockBar } from "../components/demo-clock-bar.tsx";
import type { InboxHealth } from "../components/nav.tsx";
import { Notice } from "../components/notice.tsx";
import type { Theme } from "../components/theme-toggle.tsx";
import { TimeText } from "../components/time-text.tsx";
import { isId } from "../domain/ids.ts";
import { isPausedByUs, plainReason } from "../domain/inbox-health.ts";
import { markConversationRead } from "../use-cases/replies/mark-conversation-read.server.ts";
import { loadFrame } from "../use-cases/workspace/load-frame.server.ts";
import { answerPage } from "../web/answer-page.server.ts";

/**
 * The frame of all pages behind the sign-in. Each page has its own guard; this one guards the frame.
 * Loaders of one page run side by side, so the frame itself marks an opened conversation as read before it counts.
 */
export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, member, now, url }) => {
    const conversationId = openedConversation(url);
    if (conversationId !== undefined) await markConversationRead(app, actor, conversationId);
    return {
      frame: await loadFrame(app, actor),
      email: member.email,
      now,
      demo: app.config.isDemo ? { sandboxUrl: app.config.sandboxUrl } : undefined,
    };
  });
}

function openedConversation({ pathname }: URL): string | undefined {
  const id = /^\/app\/replies\/([^/]+)\/?$/.exec(pathname)?.[1];
  return isId(id) ? id.toLowerCase() : undefined;
}

export default function AppLayout() {
  const { frame, email, now, demo } = useLoaderData<typeof loader>();
  const theme = useRouteLoaderData<{ theme: Theme }>("root")?.theme ?? "system";
  const { workspaceName, timeZone, unreadReplies, inboxes } = frame;
  return (
    <AppShell
      nav={{
        workspaceName,
        userEmail: email,
        theme,
        unreadReplies,
        inboxes: inboxes.map(healthOf),
        isSendingStopped: frame.sendingStoppedAt !== null,
      }}
      clockBar={demo && <DemoClockBar now={now} timeZone={timeZone} sandboxUrl={demo.sandboxUrl} />}
      banner={bannersOf(frame, now)}
    >
      <Outlet />
    </AppShell>
  );
}

type Frame = ReturnType<typeof useLoaderData<typeof loader>>["frame"];

function bannersOf(frame: Frame, now: Date) {
  const lost = frame.inboxes.filter((inbox) => inbox.status === "disconnected");
  const paused = frame.inboxes.filter((inbox) => inbox.status === "paused" && isPausedByUs(inbox.statusReason));
  if (!frame.sendingStoppedAt && lost.length === 0 && paused.length === 0) return null;
  return (
    <>
      {frame.sendingStoppedAt && (
        <Notice
          tone="stop"
          title="Sending is stopped for the whole workspace"
          action={
            <ButtonLink to="/app/sending" isSmall>
              Open sending
            </ButtonLink>
          }
        >
          Stopped by {frame.sendingStoppedBy ?? "somebody"}{" "}
          <TimeText at={frame.sendingStoppedAt} now={now} timeZone={frame.timeZone} />. No mail leaves until an owner or
          admin starts it again. Replies are still read.
        </Notice>
      )}
      {lost.length > 0 && (
        <Notice
          tone="stop"
          title={lost.length === 1 ? `${lost[0]?.email} is disconnected` : `${lost.length} inboxes are disconnected`}
          action={
            <ButtonLink to="/app/settings/inboxes" isSmall>
              Reconnect
            </ButtonLink>
          }
        >
          Mails from {lost.length === 1 ? "it" : "them"} are held and replies to {lost.length === 1 ? "it" : "them"} are
          not read. Nothing is lost; after reconnecting, the mails go on without a burst.
        </Notice>
      )}
      {paused.map((inbox) => (
        <Notice
          key={inbox.inboxId}
          tone="wait"
          title={`${inbox.email} is paused`}
          action={
            <ButtonLink to={`/app/settings/inboxes/${inbox.inboxId}`} isSmall>
              See why
            </ButtonLink>
          }
        >
          {plainReason(inbox.statusReason ?? "")} Its mails are held until you resume it; replies are still read.
        </Notice>
      ))}
    </>
  );
}

const health = {
  active: { tone: "ok", word: "Active" },
  paused: { tone: "wait", word: "Paused" },
  disconnected: { tone: "stop", word: "Disconnected" },
} as const;

function healthOf(inbox: Frame["inboxes"][number]): InboxHealth {
  return { inboxId: inbox.inboxId, email: inbox.email, ...health[inbox.status] };
}
