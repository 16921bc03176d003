import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type ConnectOutcome, connectGmailInbox } from "../use-cases/inboxes/connect-gmail-inbox.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { clearedOAuthState, readOAuthState } from "../web/oauth-state.server.ts";
import { readSessionCookie } from "../web/session-cookie.server.ts";

const PAGE = "/app/settings/inboxes";

/** Where Google sends the browser back: the state is judged first, then the answer, then the code is exchanged. */
export async function loader(args: LoaderFunctionArgs) {
  return answerPage(
    args,
    async ({ app, actor, url }) => {
      const owner = { ...actor, sessionToken: readSessionCookie(args.request, app.config) ?? "" };
      const setting = { isSecure: app.config.isSecure, secret: app.secrets.sessionSecret, now: new Date() };
      const back = (query: string) =>
        redirect(`${PAGE}?${query}`, {
          status: 303,
          headers: { "Set-Cookie": clearedOAuthState(setting), "Cache-Control": "no-store" },
        });
      const state = readOAuthState(args.request, owner, setting);
      if (!state.ok) return back(state.reason === "expired" ? "failed=expired" : "failed=state");
      const code = url.searchParams.get("code");
      if (url.searchParams.has("error")) {
        return back(url.searchParams.get("error") === "access_denied" ? "failed=denied" : "failed=refused");
      }
      if (!code) return back("failed=state");
      const { stateHash, codeVerifier } = state;
      return back(wordOf(await connectGmailInbox(app, actor, { stateHash, codeVerifier, code })));
    },
    { role: "admin" },
  );
}

function wordOf(outcome: ConnectOutcome): string {
  if (outcome.ok) return outcome.isReconnected ? "done=reconnected" : "done=connected";
  switch (outcome.reason) {
    case "state_used":
      return "failed=state";
    case "code_refused":
      return "failed=refused";
    case "unreachable":
      return "failed=unreachable";
    case "no_refresh_token":
      return "failed=offline";
    case "scope_missing":
      return `failed=scopes_${outcome.missing
        .map((scope) => (scope.endsWith("compose") ? "compose" : "readonly"))
        .sort()
        .join("_")}`;
  }
}
