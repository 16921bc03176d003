import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { startGmailConnect } from "../use-cases/inboxes/start-gmail-connect.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { startOAuthState } from "../web/oauth-state.server.ts";
import { readSessionCookie } from "../web/session-cookie.server.ts";

/** Sends the browser to Google's consent page, with a state that only this session can bring back. */
export async function loader(args: LoaderFunctionArgs) {
  return answerPage(
    args,
    async ({ app, actor, url }) => {
      const owner = { ...actor, sessionToken: readSessionCookie(args.request, app.config) ?? "" };
      const setting = { isSecure: app.config.isSecure, secret: app.secrets.sessionSecret, now: new Date() };
      const { state, codeChallenge, cookie } = startOAuthState(owner, setting);
      const loginHint = url.searchParams.get("email") ?? undefined;
      const start = startGmailConnect(app, { state, codeChallenge, loginHint });
      if (!start.ok) return redirect("/app/settings/inboxes", 303);
      return redirect(start.url, { status: 303, headers: { "Set-Cookie": cookie, "Cache-Control": "no-store" } });
    },
    { role: "admin" },
  );
}
