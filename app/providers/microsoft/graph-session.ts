/**
 * One call to Graph with a mailbox's tokens: refresh ahead of expiry, one repeat after a 401 (which means: not executed).
 * Nothing else is ever repeated. Source: providers.md 1.3 and 3.8.
 */
import { z } from "zod";
import type { MailSession } from "../ports.ts";
import { type GraphAnswer, type GraphAsk, type GraphConfig, requestGraph } from "./graph-request.ts";
import { type MicrosoftCall, type MicrosoftFailure, microsoftError, unknownAnswer } from "./microsoft-errors.ts";
import { askForTokens } from "./microsoft-login.ts";

export type Graph = {
  json<T extends z.ZodType>(ask: GraphAsk, schema: T): Promise<z.output<T>>;
  bytes(ask: GraphAsk): Promise<Uint8Array>;
};

/** Refreshed this long before the end, so that a token does not die on the way. */
const REFRESH_AHEAD_MS = 60_000;
const REFRESH: MicrosoftCall = { name: "oauth.refresh", isSend: false };

/** A mailbox's way to Graph. Throws ProviderError only. */
export function openGraph(config: GraphConfig, session: MailSession): Graph {
  return {
    async json(ask, schema) {
      const { body } = await answerTo(config, session, ask);
      const parsed = schema.safeParse(jsonIn(body));
      if (!parsed.success) throw unknownAnswer(ask, z.prettifyError(parsed.error));
      return parsed.data;
    },
    async bytes(ask) {
      return (await answerTo(config, session, ask)).body;
    },
  };
}

async function answerTo(config: GraphConfig, session: MailSession, ask: GraphAsk): Promise<GraphAnswer> {
  const { accessToken, accessTokenExpiresAt } = session.tokens;
  const isStale = accessTokenExpiresAt !== null && accessTokenExpiresAt.getTime() - Date.now() < REFRESH_AHEAD_MS;
  const isFresh = accessToken !== null && !isStale;
  let answer = await requestGraph(config, session, ask, isFresh ? accessToken : await refresh(config, session));
  if (answer.status === 401 && isFresh)
    answer = await requestGraph(config, session, ask, await refresh(config, session));
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw microsoftError(failureOf(answer), ask);
}

function refresh(config: GraphConfig, session: MailSession): Promise<string> {
  return session.renew((refreshToken) => {
    const form = { grant_type: "refresh_token", refresh_token: refreshToken };
    return askForTokens(config, REFRESH, form, session.timeoutMs);
  });
}

const refusal = z.object({
  error: z.object({
    code: z.string().default(""),
    message: z.string().default(""),
    innerError: z.object({ "request-id": z.string().optional() }).optional().catch(undefined),
  }),
});

function failureOf({ status, headers, body }: GraphAnswer): MicrosoftFailure {
  const parsed = refusal.safeParse(jsonIn(body));
  const error = parsed.success ? parsed.data.error : undefined;
  return {
    status,
    networkCode: undefined,
    code: error?.code ?? "",
    numbers: [],
    message: error?.message ?? "",
    retryAfter: headers.get("retry-after") ?? undefined,
    requestId: headers.get("request-id") ?? error?.innerError?.["request-id"],
  };
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
