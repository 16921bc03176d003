/** Graph's paths. An item keeps its immutable id from draft to Sent Items. Source: learn.microsoft.com/graph/api/resources/message */
import { type Call, NO_CALL, type Request, sendJobIn } from "./calls.ts";

const MESSAGES = /^\/v1\.0\/me\/messages(?:\/(.*))?$/;

export function graphCall({ method, path, body }: Request): Call {
  const [pathname = "", query = ""] = path.split("?");
  const match = MESSAGES.exec(decodeURIComponent(pathname));
  if (!match) return NO_CALL;
  const rest = match[1] ?? "";
  if (method === "POST" && rest === "") {
    const mime = Buffer.from(body.toString("latin1"), "base64").toString("latin1");
    return { ...NO_CALL, kind: "create", sendJobId: sendJobIn(mime) };
  }
  const posted = /^(.+)\/send$/.exec(rest)?.[1];
  if (method === "POST" && posted) return { ...NO_CALL, kind: "post", draftId: posted };
  if (method !== "GET") return NO_CALL;
  const threadId = /conversationId eq '([^']+)'/.exec(new URLSearchParams(query).get("$filter") ?? "")?.[1];
  if (rest === "" && threadId) return { ...NO_CALL, kind: "freshen", threadId };
  return rest !== "" && !rest.includes("/") ? { ...NO_CALL, kind: "look", draftId: rest } : NO_CALL;
}

/** The item that an answer to `create` names. */
export function graphDraftOf(answer: Buffer): string | null {
  try {
    const { id } = JSON.parse(answer.toString()) as { id?: unknown };
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}
