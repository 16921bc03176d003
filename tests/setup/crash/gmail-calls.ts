/** Gmail's paths. Source: developers.google.com/workspace/gmail/api/reference/rest */
import { type Call, NO_CALL, type Request, sendJobIn } from "./calls.ts";

const MAILBOX = /^\/gmail\/v1\/users\/me\/(.*)$/;

export function gmailCall({ method, path, body }: Request): Call {
  const [pathname = "", query = ""] = path.split("?");
  const rest = MAILBOX.exec(pathname)?.[1] ?? "";
  if (method === "POST" && rest === "drafts") {
    const raw = Buffer.from(String(fieldOf(fieldOf(jsonOf(body), "message"), "raw") ?? ""), "base64url");
    return { ...NO_CALL, kind: "create", sendJobId: sendJobIn(raw.toString("latin1")) };
  }
  if (method === "POST" && rest === "drafts/send") {
    return { ...NO_CALL, kind: "post", draftId: String(fieldOf(jsonOf(body), "id") ?? "") };
  }
  if (method !== "GET") return NO_CALL;
  const draftId = /^drafts\/([^/]+)$/.exec(rest)?.[1];
  if (draftId) return { ...NO_CALL, kind: "look", draftId };
  const threadId = /^threads\/([^/]+)$/.exec(rest)?.[1];
  if (threadId) return { ...NO_CALL, kind: "freshen", threadId };
  const messageId = /^messages\/([^/]+)$/.exec(rest)?.[1];
  if (messageId && query.includes("format=metadata")) return { ...NO_CALL, kind: "read_back", messageId };
  return NO_CALL;
}

/** The draft that an answer to `create` names. */
export function gmailDraftOf(answer: Buffer): string | null {
  const id = fieldOf(jsonOf(answer), "id");
  return typeof id === "string" ? id : null;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
