/**
 * One request to Graph through Microsoft's own client, with immutable ids. The chain has no RetryHandler, because that
 * one repeats a POST after 503. Production addresses stay inside the client and are rewritten last, so that the links
 * that Graph hands out lead to another server too.
 * Source: providers.md 1.3, 3.5 and 3.9 (D).
 */
import {
  AuthenticationHandler,
  Client,
  HTTPMessageHandler,
  type Middleware,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { isProviderError } from "../../domain/errors.ts";
import type { MailSession } from "../ports.ts";
import { type MicrosoftCall, microsoftError } from "./microsoft-errors.ts";
import type { MicrosoftClientConfig } from "./microsoft-login.ts";
import { networkCodeOf } from "./network-code.ts";

export type GraphConfig = MicrosoftClientConfig & {
  /** Another server in place of graph.microsoft.com. */
  graphBaseUrl?: string;
};

/** What is asked: `path` is under /v1.0, or a link that Graph gave, used as it is. */
export type GraphAsk = MicrosoftCall & {
  method: "get" | "post" | "delete";
  path: string;
  query?: Record<string, string>;
  pageSize?: number;
  /** A whole RFC 5322 message. */
  mime?: Uint8Array;
};
export type GraphAnswer = { status: number; headers: Headers; body: Uint8Array };

const GRAPH = "https://graph.microsoft.com/";
/** One request. Throws a ProviderError when no answer came; every status is an answer. */
export async function requestGraph(
  config: GraphConfig,
  session: MailSession,
  ask: GraphAsk,
  accessToken: string,
): Promise<GraphAnswer> {
  const watch = lastStep(config.graphBaseUrl);
  const middleware = new AuthenticationHandler({ getAccessToken: async () => accessToken });
  middleware.setNext(watch.step);
  watch.step.setNext?.(new HTTPMessageHandler());
  const query = Object.entries(ask.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const prefer = ['IdType="ImmutableId"', ...(ask.pageSize ? [`odata.maxpagesize=${ask.pageSize}`] : [])].join(", ");
  const call = Client.initWithMiddleware({ middleware })
    .api(query.length > 0 ? `${ask.path}?${query.join("&")}` : ask.path)
    .header("Prefer", prefer)
    .option("signal", AbortSignal.timeout(session.timeoutMs))
    .option("redirect", "manual")
    .responseType(ResponseType.RAW);
  try {
    const response = await sent(call, ask);
    return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (isProviderError(error)) throw error;
    // The client's own error has lost the cause; the last step saw it.
    const networkCode = networkCodeOf(watch.failure() ?? error);
    const nothing = { status: undefined, code: "", numbers: [], message: "", retryAfter: undefined };
    throw microsoftError({ ...nothing, networkCode, requestId: undefined }, ask);
  }
}

function sent(call: ReturnType<Client["api"]>, ask: GraphAsk): Promise<Response> {
  if (ask.method === "get") return call.get();
  if (ask.method === "delete") return call.delete();
  if (!ask.mime) return call.post({});
  return call.header("Content-Type", "text/plain").post(Buffer.from(ask.mime).toString("base64"));
}

function lastStep(baseUrl: string | undefined): { step: Middleware; failure: () => unknown } {
  let next: Middleware | undefined;
  let failure: unknown;
  const step: Middleware = {
    setNext(middleware) {
      next = middleware;
    },
    async execute(context) {
      if (baseUrl) context.request = String(context.request).replace(GRAPH, `${baseUrl}/`);
      try {
        await next?.execute(context);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
  return { step, failure: () => failure };
}
