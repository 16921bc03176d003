// What a handler gets and gives. A handler runs in one piece, without waiting,
// so every request is atomic; a refusal is thrown and carries its whole answer.
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  now: Date;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Instead of the body, where every byte counts. */
  bytes?: Buffer;
}

export class Refusal extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=UTF-8", ...headers },
    body: JSON.stringify(value),
  };
}

export function html(status: number, body: string): Reply {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
    },
    body,
  };
}

export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: "" };
}

export function bearerOf(call: Pick<Call, "headers" | "query">): string {
  const header = String(call.headers.authorization ?? "");
  return /^Bearer\s+(.+)$/i.exec(header)?.[1]?.trim() ?? call.query.get("access_token") ?? "";
}

export function formOf(call: Call): URLSearchParams {
  return new URLSearchParams(call.body.toString("utf8"));
}

/** The JSON object in the body; undefined when it is something else. */
export function objectOf(call: Call): Record<string, unknown> | undefined {
  if (call.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(call.body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A refusal of the sandbox itself, not of a vendor. */
export function problem(status: number, detail: string): Reply {
  return json(status, { title: "Sandbox", status, detail });
}
