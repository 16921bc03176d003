import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { AppError } from "../domain/errors.ts";
import { isMailboxVendor } from "../use-cases/inboxes/mailbox-vendors.server.ts";
import { startOAuthConnect } from "../use-cases/inboxes/start-oauth-connect.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { startOAuthState } from "../web/oauth-state.server.ts";
import { readSessionCookie } from "../web/session-cookie.server.ts";

/** Sends the browser to the vendor's consent page, with a state that only this session can bring back. */
export async function loader(args: LoaderFunctionArgs) {
  const { vendor } = args.params;
  return answerPage(
    args,
    async ({ app, actor, url }) => {
      if (!isMailboxVendor(vendor)) throw new AppError("not_found", "There is no such page.");
      const sessionToken = readSessionCookie(args.request, app.config) ?? "";
      const setting = { isSecure: app.config.isSecure, secret: app.secrets.sessionSecret, now: new Date() };
      const { state, codeChallenge, cookie } = startOAuthState({ ...actor, sessionToken, vendor }, setting);
      const loginHint = url.searchParams.get("email") ?? undefined;
      const start = startOAuthConnect(app, { vendor, state, codeChallenge, loginHint });
      if (!start.ok) return redirect("/app/settings/inboxes", 303);
      return redirect(start.url, { status: 303, headers: { "Set-Cookie": cookie, "Cache-Control": "no-store" } });
    },
    { role: "admin" },
  );
}
