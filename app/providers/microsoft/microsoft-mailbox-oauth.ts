/**
 * Granting access to a Microsoft mailbox: OAuth code flow with PKCE. Drafts need Mail.ReadWrite, sending them
 * Mail.Send; offline_access brings the refresh token and is not named among the granted scopes.
 * Source: providers.md 3.1 and 3.2; RFC 7636.
 */
import type { MailboxOAuth } from "../ports.ts";
import type { MicrosoftCall } from "./microsoft-errors.ts";
import { askForTokens, loginUrl, type MicrosoftClientConfig } from "./microsoft-login.ts";

const REQUIRED = ["Mail.ReadWrite", "Mail.Send", "User.Read"];
const ASKED = ["openid", "email", "profile", "offline_access", ...REQUIRED].join(" ");

/** A person waits in front of the browser for this call. */
const TIMEOUT_MS = 20_000;
const EXCHANGE: MicrosoftCall = { name: "oauth.exchange", isSend: false };

export function microsoftMailboxOAuth(config: MicrosoftClientConfig): MailboxOAuth {
  return {
    requiredScopes: REQUIRED,

    authorizeUrl({ state, codeChallenge, redirectUri, loginHint }) {
      const query = new URLSearchParams({
        client_id: config.clientId,
        response_type: "code",
        redirect_uri: redirectUri,
        response_mode: "query",
        scope: ASKED,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
        // With a known address there is nothing to choose; without one the browser's own sign-in must not decide.
        ...(loginHint ? { login_hint: loginHint } : { prompt: "select_account" }),
      });
      return `${loginUrl(config, "authorize")}?${query}`;
    },

    exchangeCode({ code, codeVerifier, redirectUri }) {
      const form = { grant_type: "authorization_code", code, code_verifier: codeVerifier, redirect_uri: redirectUri };
      return askForTokens(config, EXCHANGE, { ...form, scope: ASKED }, TIMEOUT_MS);
    },

    adminConsentUrl(redirectUri) {
      // "common" names no organisation, and only an organisation has an administrator.
      const tenant = !config.tenant || config.tenant === "common" ? "organizations" : config.tenant;
      const scope = "https://graph.microsoft.com/.default";
      const query = new URLSearchParams({ client_id: config.clientId, redirect_uri: redirectUri, scope });
      return `${loginUrl({ ...config, tenant }, "adminconsent")}?${query}`;
    },

    async revoke() {
      // Microsoft has no such call: a person withdraws the consent at myapps.microsoft.com.
    },
  };
}
