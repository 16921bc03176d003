import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { useState, useSyncExternalStore } from "react";
import { ButtonLink } from "./button.tsx";
import { Logo } from "./logo.tsx";

const words: Record<number, { title: string; sentence: string }> = {
  400: {
    title: "This request could not be read",
    sentence: "Nothing was changed. Go back, check what was entered and send it again.",
  },
  401: { title: "You are signed out", sentence: "Nothing was changed. Sign in and open the page again." },
  402: { title: "Your plan does not include this", sentence: "Nothing was changed. See Settings, Billing." },
  403: {
    title: "Your role does not allow this",
    sentence: "Nothing was changed. Ask an owner or admin of the workspace.",
  },
  404: {
    title: "There is nothing at this address",
    sentence: "It may have been removed, or the address has a slip. No mail depends on it.",
  },
  429: {
    title: "Too many requests",
    sentence: "Nothing was changed. Wait a minute and open the page again. Planned mails go on.",
  },
};
const unexpected = {
  title: "This page could not be shown",
  sentence:
    "The fault is ours and was logged. Planned mails go on as planned; none is sent twice. Open the page again in a minute.",
};

/** What stands in place of a page that failed: what happened, what it means for the mails, what to do, and the request id. */
export function ErrorPage({ requestId }: { requestId?: string }) {
  const error = useRouteError();
  // After a move inside the browser the id of the first document would name another request.
  const [isOfDocument] = useState(useIsHydrating());
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const shownId =
    idFromData(isRouteErrorResponse(error) ? error.data : undefined) ?? (isOfDocument ? requestId : undefined);
  const { title, sentence } = words[status] ?? unexpected;
  return (
    <main className="mx-auto flex min-h-screen w-full max-w-form flex-col justify-center px-4 py-12">
      <Logo />
      <p className="numeric mt-6 text-sm text-soft">{status}</p>
      <h1 className="text-2xl font-semibold tracking-[-0.01em]">{title}</h1>
      <p className="mt-2 text-lg text-soft">{sentence}</p>
      <div className="mt-6 flex flex-wrap gap-2">
        <ButtonLink to={status === 401 ? "/login" : "/app"} look="primary" reloadDocument>
          {status === 401 ? "Sign in" : "Go to Today"}
        </ButtonLink>
      </div>
      {shownId && (
        <p className="mt-8 text-sm text-soft">
          Request <code className="font-mono select-all">{shownId}</code>. Quote it when you ask for help.
        </p>
      )}
    </main>
  );
}

function idFromData(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("requestId" in data)) return undefined;
  return typeof data.requestId === "string" ? data.requestId : undefined;
}

const never = () => () => {};

function useIsHydrating() {
  return useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
}
