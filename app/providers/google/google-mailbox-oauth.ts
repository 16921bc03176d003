/**
 * Granting access to a Gmail mailbox: OAuth code flow with PKCE, offline access, consent asked each time (or there
 * is no refresh token for a person who consented before).
 * Source: providers.md 2.1 and 2.2; RFC 7636.
 */
import { CodeChallengeMethod } from "google-auth-library";
import { z } from "zod";
import type { MailboxOAuth } from "../ports.ts";
import { createGoogleClient, type GoogleClientConfig } from "./google-client.ts";
import { type GoogleCall, isAlreadyRevoked, providerErrorOf, unknownAnswer } from "./google-errors.ts";

const COMPOSE = "https://www.googleapis.com/auth/gmail.compose";
const READONLY = "https://www.googleapis.com/auth/gmail.readonly";

/** A person waits in front of the browser for these calls. */
const TIMEOUT_MS = 20_000;

const EXCHANGE: GoogleCall = { name: "oauth.exchange", isSend: false };
const REVOKE: GoogleCall = { name: "oauth.revoke", isSend: false };

const granted = z.object({
  access_token: z.string().min(1),
  expiry_date: z.number(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string(),
});

export function googleMailboxOAuth(config: GoogleClientConfig): MailboxOAuth {
  return {
    requiredScopes: [COMPOSE, READONLY],

    authorizeUrl({ state, codeChallenge, redirectUri, loginHint }) {
      return createGoogleClient(config, TIMEOUT_MS, redirectUri).generateAuthUrl({
        access_type: "offline",
        prompt: "consent",
        scope: ["openid", "email", COMPOSE, READONLY],
        state,
        code_challenge: codeChallenge,
        code_challenge_method: CodeChallengeMethod.S256,
        ...(loginHint ? { login_hint: loginHint } : {}),
      });
    },

    async exchangeCode({ code, codeVerifier, redirectUri }) {
      const client = createGoogleClient(config, TIMEOUT_MS, redirectUri);
      const answer = await client.getToken({ code, codeVerifier }).catch((error: unknown) => {
        throw providerErrorOf(error, EXCHANGE);
      });
      const parsed = granted.safeParse(answer.tokens);
      if (!parsed.success) throw unknownAnswer(EXCHANGE, z.prettifyError(parsed.error));
      return {
        accessToken: parsed.data.access_token,
        accessTokenExpiresAt: new Date(parsed.data.expiry_date),
        refreshToken: parsed.data.refresh_token ?? null,
        scopes: parsed.data.scope.split(/\s+/).filter(Boolean),
      };
    },

    async revoke(token) {
      try {
        await createGoogleClient(config, TIMEOUT_MS).revokeToken(token);
      } catch (error) {
        if (!isAlreadyRevoked(error)) throw providerErrorOf(error, REVOKE);
      }
    },
  };
}
