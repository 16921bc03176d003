/**
 * Microsoft's token endpoint. Every refresh brings a new refresh token; the one before is not ended at once.
 * Source: providers.md 3.1; learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 */
import { z } from "zod";
import { isProviderError } from "../../domain/errors.ts";
import { type MicrosoftCall, microsoftError, unknownAnswer } from "./microsoft-errors.ts";
import { networkCodeOf } from "./network-code.ts";

export type MicrosoftClientConfig = {
  clientId: string;
  clientSecret: string;
  /** "common", "organizations", "consumers" or a tenant id; undefined is "common". */
  tenant?: string;
  /** Another server in place of login.microsoftonline.com, up to the tenant in the path. */
  loginBaseUrl?: string;
};

export type GrantedTokens = {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string | null;
  scopes: string[];
};

const LOGIN = "https://login.microsoftonline.com";
const GRAPH_PREFIX = /^https:\/\/graph\.microsoft\.com\//i;

const granted = z.object({
  token_type: z.string(),
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().default(""),
});
const refused = z.object({
  error: z.string(),
  error_description: z.string().default(""),
  error_codes: z.array(z.number()).default([]),
  trace_id: z.string().optional(),
});

export function loginUrl(config: MicrosoftClientConfig, place: "authorize" | "token" | "adminconsent"): string {
  const base = `${config.loginBaseUrl ?? LOGIN}/${config.tenant ?? "common"}`;
  return place === "adminconsent" ? `${base}/v2.0/adminconsent` : `${base}/oauth2/v2.0/${place}`;
}

/** Throws ProviderError only. */
export async function askForTokens(
  config: MicrosoftClientConfig,
  call: MicrosoftCall,
  form: Record<string, string>,
  timeoutMs: number,
): Promise<GrantedTokens> {
  const { status, headers, data } = await post(config, call, form, timeoutMs);
  const tokens = granted.safeParse(data);
  if (status === 200 && tokens.success) {
    const { access_token, expires_in, refresh_token, scope } = tokens.data;
    return {
      accessToken: access_token,
      accessTokenExpiresAt: new Date(Date.now() + expires_in * 1000),
      refreshToken: refresh_token ?? null,
      scopes: scope.split(/\s+/).flatMap((word) => word.replace(GRAPH_PREFIX, "") || []),
    };
  }
  const problem = refused.safeParse(data);
  if (status < 400) throw unknownAnswer(call, tokens.success ? `status ${status}` : z.prettifyError(tokens.error));
  throw microsoftError(
    {
      status,
      networkCode: undefined,
      code: problem.data?.error ?? "",
      numbers: problem.data?.error_codes ?? [],
      message: problem.data?.error_description ?? "",
      retryAfter: headers.get("retry-after") ?? undefined,
      requestId: problem.data?.trace_id,
    },
    call,
  );
}

async function post(
  config: MicrosoftClientConfig,
  call: MicrosoftCall,
  form: Record<string, string>,
  timeoutMs: number,
): Promise<{ status: number; headers: Headers; data: unknown }> {
  try {
    const answer = await fetch(loginUrl(config, "token"), {
      method: "POST",
      body: new URLSearchParams({ client_id: config.clientId, client_secret: config.clientSecret, ...form }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, data: jsonOrText(text) };
  } catch (error) {
    if (isProviderError(error)) throw error;
    const networkCode = networkCodeOf(error);
    const nothing = { status: undefined, code: "", numbers: [], message: "", retryAfter: undefined };
    throw microsoftError({ ...nothing, networkCode, requestId: undefined }, call);
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
