/**
 * Gmail's answers as schemas: an empty list has no key, ids are opaque text, `internalDate` is text in ms.
 * Source: providers.md 2.3.
 */
import { z } from "zod";
import type { MessageHead } from "../ports.ts";

const id = z.string().min(1);
const historyId = z.string().regex(/^\d+$/);
const labelIds = z.array(z.string()).optional();
const nextPageToken = z.string().min(1).optional();

export const profile = z.object({ emailAddress: z.string().min(3), historyId });
export const draft = z.object({ id, message: z.object({ id, threadId: id }) });
export const draftPlace = z.object({ id });
export const sent = z.object({ id, threadId: id });
export const nothing = z.unknown();

export const message = z.object({
  id,
  threadId: id,
  labelIds,
  internalDate: z.string().regex(/^\d+$/),
  payload: z.object({ headers: z.array(z.object({ name: z.string(), value: z.string() })).optional() }).optional(),
});
export const rawMessage = message.extend({ raw: z.string().regex(/^[A-Za-z0-9_=-]*$/, "is not base64url") });
export const thread = z.object({ id, messages: z.array(message).optional() });

export const draftList = z.object({
  drafts: z.array(z.object({ id, message: z.object({ id }) })).optional(),
  nextPageToken,
});
export const messageList = z.object({ messages: z.array(z.object({ id })).optional(), nextPageToken });
export const history = z.object({
  history: z
    .array(z.object({ messagesAdded: z.array(z.object({ message: z.object({ id, labelIds }) })).optional() }))
    .optional(),
  nextPageToken,
  historyId,
});

export function headOf(found: z.output<typeof message>): MessageHead {
  return {
    providerMessageId: found.id,
    threadId: found.threadId,
    labels: found.labelIds ?? [],
    headers: found.payload?.headers ?? [],
    receivedAt: new Date(Number(found.internalDate)),
  };
}
