import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useMatches } from "@remix-run/react";
import { AppShell } from "../components/app-shell.tsx";
import { AuthShell } from "../components/auth-shell.tsx";
import { Button, ButtonLink } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { StatusBadge } from "../components/status-badge.tsx";
import { FormParts } from "../components/styleguide/forms.tsx";
import { ListParts } from "../components/styleguide/lists.tsx";
import { PictureParts } from "../components/styleguide/pictures.tsx";
import { WordParts } from "../components/styleguide/words.tsx";
import type { LoadContext } from "../context.ts";

export const meta: MetaFunction = () => [{ title: "Style guide · LeadBitz" }];

/** Shown in development and in the demo only; it holds sample data, nothing of a workspace. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { config } = (context as LoadContext).app;
  if (config.isProduction && !config.isDemo) throw new Response("Not found", { status: 404 });
  const { searchParams } = new URL(request.url);
  if (searchParams.get("frame") === "error") throw new Response("Not found", { status: 404 });
  return { hasErrors: searchParams.has("errors"), isAuthFrame: searchParams.get("frame") === "auth" };
}

const nav = {
  workspaceName: "Acme outbound",
  userEmail: "demo@leadbitz.test",
  theme: "system",
  unreadReplies: 4,
  inboxes: [
    { inboxId: "1", email: "carla.with-a-long-name@acme.test", tone: "stop", word: "Disconnected" },
    { inboxId: "2", email: "ana@acme.test", tone: "ok", word: "Active" },
    { inboxId: "3", email: "ben@acme.test", tone: "mute", word: "Paused" },
  ],
} as const;

export default function StyleguidePage() {
  const { hasErrors, isAuthFrame } = useLoaderData<typeof loader>();
  const isInShell = useMatches().some((match) => match.id === "routes/app");
  if (isAuthFrame) return <AuthFrame />;
  const parts = (
    <>
      <PageHeader
        title="Style guide"
        state={<StatusBadge tone="ok" word="Active" />}
        answer="38 mails go out today, the first at 09:04; 3 leads are held."
        back={{ to: "/app/campaigns", label: "Campaigns" }}
        action={
          <>
            <ButtonLink to="?frame=auth">Sign-in frame</ButtonLink>
            <ButtonLink to="?frame=error">Error page</ButtonLink>
            <ButtonLink to="?errors">Show the form with errors</ButtonLink>
            <ButtonLink to="?" look="primary">
              Launch campaign
            </ButtonLink>
          </>
        }
      />
      <WordParts />
      <ListParts />
      <FormParts hasErrors={hasErrors} />
      <PictureParts />
    </>
  );
  if (isInShell) return parts;
  return (
    <AppShell
      nav={{ ...nav, inboxes: [...nav.inboxes] }}
      width="reading"
      banner={
        <Notice
          tone="stop"
          title="carla@acme.test is disconnected: 12 mails are held."
          action={<ButtonLink to="?fix">Reconnect</ButtonLink>}
        />
      }
    >
      {parts}
    </AppShell>
  );
}

function AuthFrame() {
  return (
    <AuthShell title="Sign in" answer="To your workspace." foot="No account yet? Sign up.">
      <form method="get" className="flex flex-col gap-5">
        <Field name="email" label="Address" type="email" autoComplete="username" />
        <Field name="password" label="Password" type="password" autoComplete="current-password" />
        <Button look="primary">Sign in</Button>
      </form>
    </AuthShell>
  );
}
