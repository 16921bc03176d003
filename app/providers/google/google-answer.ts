/** What a failed Google call says, read from the library's error with schemas: API errors and OAuth errors alike. */
import { z } from "zod";

export type GoogleAnswer = {
  /** Undefined when no answer came. */
  status: number | undefined;
  networkCode: string | undefined;
  /** `errors[0].reason` of an API error, `error` of an OAuth one; "" when absent. */
  reason: string;
  message: string;
  retryAfter: string | undefined;
  requestId: string | undefined;
  answeredAtMs: number;
};

const reasonItem = z.object({ reason: z.string().optional() });
const apiError = z.object({
  error: z.object({
    message: z.string().optional(),
    status: z.string().optional(),
    errors: z.array(reasonItem).optional(),
    details: z.array(reasonItem).optional(),
  }),
});
const oauthError = z.object({ error: z.string(), error_description: z.string().optional() });

/** The library brings its own Headers class, so the shape counts. */
const headerReader = z.custom<{ get(name: string): string | null }>(
  (value) => typeof value === "object" && value !== null && "get" in value,
);

const failure = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  cause: z.object({ code: z.string().optional(), name: z.string().optional() }).optional().catch(undefined),
  response: z
    .object({ status: z.number(), data: z.unknown(), headers: headerReader.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export function answerOf(error: unknown): GoogleAnswer {
  const parsed = failure.safeParse(error);
  const { response, code, cause } = parsed.success ? parsed.data : {};
  const headers = response?.headers;
  const dateMs = Date.parse(headers?.get("date") ?? "");
  return {
    status: response?.status,
    networkCode: cause?.code ?? (typeof code === "string" ? code : undefined),
    ...reasonOf(response?.data),
    retryAfter: headers?.get("retry-after") ?? undefined,
    requestId: headers?.get("x-request-id") ?? headers?.get("x-goog-request-id") ?? undefined,
    answeredAtMs: Number.isNaN(dateMs) ? Date.now() : dateMs,
  };
}

function reasonOf(data: unknown): { reason: string; message: string } {
  const api = apiError.safeParse(data);
  if (api.success) {
    const { message, errors, details } = api.data.error;
    const isScope = details?.some((item) => item.reason === "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    const reason = isScope ? "ACCESS_TOKEN_SCOPE_INSUFFICIENT" : errors?.[0]?.reason;
    return { reason: reason ?? api.data.error.status ?? "", message: message ?? "" };
  }
  const oauth = oauthError.safeParse(data);
  return oauth.success
    ? { reason: oauth.data.error, message: oauth.data.error_description ?? "" }
    : { reason: "", message: "" };
}
