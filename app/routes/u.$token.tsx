import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs } from "@remix-run/node";
import {
  Form,
  isRouteErrorResponse,
  type MetaFunction,
  useActionData,
  useLoaderData,
  useRouteError,
} from "@remix-run/react";
import { AuthShell } from "../components/auth-shell.tsx";
import { Button } from "../components/button.tsx";
import { ErrorPage } from "../components/error-page.tsx";
import { AppError } from "../domain/errors.ts";
import { readUnsubscribe } from "../use-cases/unsubscribe/read-unsubscribe.server.ts";
import { unsubscribe } from "../use-cases/unsubscribe/unsubscribe.server.ts";
import { answerPublic } from "../web/answer-page.server.ts";

export const meta: MetaFunction = () => [{ title: "Unsubscribe" }];
/** Not no-referrer: a browser would then send the form with `Origin: null`, which is refused as foreign. */
export const headers: HeadersFunction = () => ({ "Cache-Control": "no-store", "Referrer-Policy": "same-origin" });

/** Opening the link changes nothing; the POST does. */
export async function loader(args: LoaderFunctionArgs) {
  return answerPublic(args, async ({ app }) => {
    const page = await readUnsubscribe(app, args.params.token ?? "");
    if (!page) throw unknownLink();
    return page;
  });
}

/** RFC 8058: whatever the body says, a POST to this address is the person's wish. */
export async function action(args: ActionFunctionArgs) {
  return answerPublic(args, async ({ app }) => {
    const { outcome } = await unsubscribe(app, args.params.token ?? "");
    if (outcome === "unknown_token") throw unknownLink();
    return data({ isDone: true }, { status: 200 });
  });
}

function unknownLink() {
  return new AppError("not_found", "This unsubscribe link is not known here.");
}

export default function UnsubscribePage() {
  const page = useLoaderData<typeof loader>();
  const isDone = useActionData<typeof action>()?.isDone === true || page.isDone;
  if (isDone) {
    const answer = `${page.workspaceName} will not write to ${page.toEmail} any more. You can close this page.`;
    return (
      <AuthShell title="You are unsubscribed" answer={answer}>
        <p>It took effect at once, for all of their mails.</p>
      </AuthShell>
    );
  }
  return (
    <AuthShell title="Stop these mails?" answer={`Mails from ${page.workspaceName} to ${page.toEmail}.`}>
      <Form method="post">
        <Button look="primary" pendingLabel="Unsubscribing…">
          Unsubscribe
        </Button>
      </Form>
    </AuthShell>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  if (!isRouteErrorResponse(error) || error.status !== 404) return <ErrorPage />;
  return (
    <AuthShell title="This link is not known" answer="It may have been cut off when it was copied.">
      <p>Open it once more from the mail itself, or answer that mail with the word “unsubscribe”.</p>
    </AuthShell>
  );
}
