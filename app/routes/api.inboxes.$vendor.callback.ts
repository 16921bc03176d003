import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { AppError } from "../domain/errors.ts";
import { type ConnectOutcome, connectOAuthInbox } from "../use-cases/inboxes/connect-oauth-inbox.server.ts";
import { isMailboxVendor } from "../use-cases/inboxes/mailbox-vendors.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { clearedOAuthState, readOAuthState } from "../web/oauth-state.server.ts";
import { readSessionCookie } from "../web/session-cookie.server.ts";

const PAGE = "/app/settings/inboxes";
const APPROVED = "The application is approved for your organisation. You can close this page.\n";
/** AADSTS: an administrator must approve the application first (providers.md 3.1). */
const NEEDS_ADMIN = /^AADSTS9009[45]\b/;

/** Where the vendor sends the browser back: the state is judged first, then the answer, then the code is exchanged. */
export async function loader(args: LoaderFunctionArgs) {
  const { vendor } = args.params;
  // An administrator who approved the application is nobody's user here, and nothing is taken from the answer.
  if (vendor === "microsoft" && new URL(args.request.url).searchParams.has("admin_consent"))
    return new Response(APPROVED, {
      headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
    });
  return answerPage(
    args,
    async ({ app, actor, url }) => {
      if (!isMailboxVendor(vendor)) throw new AppError("not_found", "There is no such page.");
      const sessionToken = readSessionCookie(args.request, app.config) ?? "";
      const setting = { isSecure: app.config.isSecure, secret: app.secrets.sessionSecret, now: new Date() };
      const back = (query: string) =>
        redirect(`${PAGE}?${query}${vendor === "google" ? "" : `&vendor=${vendor}`}`, {
          status: 303,
          headers: { "Set-Cookie": clearedOAuthState(setting), "Cache-Control": "no-store" },
        });
      const state = readOAuthState(args.request, { ...actor, sessionToken, vendor }, setting);
      if (!state.ok) return back(state.reason === "expired" ? "failed=expired" : "failed=state");
      const code = url.searchParams.get("code");
      if (url.searchParams.has("error")) return back(`failed=${refusalIn(url.searchParams)}`);
      if (!code) return back("failed=state");
      const { stateHash, codeVerifier } = state;
      return back(wordOf(await connectOAuthInbox(app, actor, { vendor, stateHash, codeVerifier, code })));
    },
    { role: "admin" },
  );
}

function refusalIn(answer: URLSearchParams): string {
  if (NEEDS_ADMIN.test(answer.get("error_description") ?? "")) return "admin";
  return answer.get("error") === "access_denied" ? "denied" : "refused";
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
    case "other_provider":
      return "failed=other_provider";
    case "scope_missing":
      return `failed=scopes_${scopeWords(outcome.missing)}`;
  }
}

/** Google lets a person untick single permissions; Microsoft grants all or none. */
function scopeWords(missing: string[]): string {
  const words = missing.map((scope) => /(compose|readonly)$/.exec(scope)?.[1]);
  return words.includes(undefined) ? "any" : words.sort().join("_");
}
