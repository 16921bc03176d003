/**
 * One call to Gmail with a mailbox's tokens: refreshes ahead of expiry, tells the session before the new token is
 * used, and repeats a call once after a 401 (which means: not executed). Nothing else is ever repeated.
 * Source: providers.md 1.3 and 2.8.
 */
import { gmail, type gmail_v1 } from "@googleapis/gmail";
import { z } from "zod";
import { isProviderError } from "../../domain/errors.ts";
import type { MailSession } from "../ports.ts";
import { createGoogleClient, type GoogleClientConfig } from "./google-client.ts";
import { type GoogleCall, isUnauthorized, providerErrorOf, unknownAnswer } from "./google-errors.ts";

export type GmailConfig = GoogleClientConfig & {
  /** Another server in place of the Gmail API; a path in it is ignored by the SDK. */
  gmailBaseUrl?: string;
};

/** The most that Gmail gives on a page (gmail-v1.json: maxResults). */
export const PAGE_SIZE = 500;
export const ME = { userId: "me" } as const;

/** Refreshed this long before the end, so that a token does not die on the way. */
const REFRESH_AHEAD_MS = 60_000;

/** Runs one call of a mailbox and checks its answer against a schema. Throws ProviderError only. */
export type AskGmail = <T extends z.ZodType>(
  call: GoogleCall,
  schema: T,
  request: (api: gmail_v1.Gmail) => Promise<{ data: unknown }>,
) => Promise<z.output<T>>;

export function openGmailCalls(config: GmailConfig, session: MailSession): AskGmail {
  const apiOf = apiByToken(config, session);
  return async (call, schema, request) => {
    const data = await answerTo(config, session, call, (token) => request(apiOf(token)));
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw unknownAnswer(call, z.prettifyError(parsed.error));
    return parsed.data;
  };
}

async function answerTo(
  config: GmailConfig,
  session: MailSession,
  call: GoogleCall,
  request: (accessToken: string) => Promise<{ data: unknown }>,
): Promise<unknown> {
  const { accessToken, accessTokenExpiresAt } = session.tokens;
  const isStale = accessTokenExpiresAt !== null && accessTokenExpiresAt.getTime() - Date.now() < REFRESH_AHEAD_MS;
  const isFresh = accessToken !== null && !isStale;
  const token = isFresh ? accessToken : await refresh(config, session);
  try {
    return (await request(token)).data;
  } catch (error) {
    if (!isFresh || !isUnauthorized(error)) throw providerErrorOf(error, call);
  }
  const renewed = await refresh(config, session);
  try {
    return (await request(renewed)).data;
  } catch (error) {
    throw providerErrorOf(error, call);
  }
}

/** The client knows the access token only, so it never refreshes by itself. Made once per token, for it is large. */
function apiByToken(config: GmailConfig, session: MailSession): (accessToken: string) => gmail_v1.Gmail {
  let made: { accessToken: string; api: gmail_v1.Gmail } | undefined;
  return (accessToken) => {
    if (made?.accessToken !== accessToken) {
      const auth = createGoogleClient(config, session.timeoutMs);
      auth.setCredentials({ access_token: accessToken });
      const base = config.gmailBaseUrl ? { rootUrl: config.gmailBaseUrl } : {};
      const api = gmail({
        version: "v1",
        auth,
        retry: false,
        timeout: session.timeoutMs,
        fetchImplementation,
        ...base,
      });
      made = { accessToken, api };
    }
    return made.api;
  };
}

/** The runtime's own fetch, with the network's error as node names it and not inside another one. */
const fetchImplementation: typeof fetch = async (...request) => {
  try {
    return await fetch(...request);
  } catch (error) {
    throw error instanceof TypeError && error.cause ? error.cause : error;
  }
};

const REFRESH: GoogleCall = { name: "oauth.refresh", isSend: false };
/** Google's answer has a refresh token only in the rare case that it changes. */
const refreshed = z.object({
  access_token: z.string().min(1),
  expiry_date: z.number(),
  refresh_token: z.string().min(1).optional(),
});

function refresh(config: GmailConfig, session: MailSession): Promise<string> {
  return session.renew(async (refreshToken) => {
    const auth = createGoogleClient(config, session.timeoutMs);
    auth.setCredentials({ refresh_token: refreshToken });
    let given: unknown;
    // The event carries the answer as it came; the call's own result has the old refresh token written into it.
    auth.on("tokens", (tokens) => {
      given = { ...tokens };
    });
    try {
      await auth.refreshAccessToken();
    } catch (error) {
      throw providerErrorOf(error, REFRESH);
    }
    const parsed = refreshed.safeParse(given);
    if (!parsed.success) throw unknownAnswer(REFRESH, z.prettifyError(parsed.error));
    return {
      accessToken: parsed.data.access_token,
      accessTokenExpiresAt: new Date(parsed.data.expiry_date),
      refreshToken: parsed.data.refresh_token ?? null,
    };
  });
}

/** A thing that is gone is an answer, not a failure. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isProviderError(error) && error.kind === "not_found") return null;
    throw error;
  }
}
