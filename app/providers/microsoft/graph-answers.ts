/**
 * Graph's answers as schemas. Links must lead to Graph itself, because the access token goes with them.
 * Source: providers.md 3.3 and 3.6.
 */
import { z } from "zod";

const id = z.string().min(1);
const link = z.string().startsWith("https://graph.microsoft.com/v1.0/");
const instant = z.iso.datetime({ offset: true });
const nextLink = { "@odata.nextLink": link.optional() };
const address = z.object({ emailAddress: z.object({ name: z.string().nullish(), address: z.string().nullish() }) });

/** What is asked of a message. */
export const MESSAGE_FIELDS =
  "id,conversationId,internetMessageId,parentFolderId,isDraft,receivedDateTime,subject,from,toRecipients";

export const me = z.object({ mail: z.string().nullish(), userPrincipalName: z.string().nullish() });
export const folder = z.object({ id });
export const draft = z.object({ id, conversationId: id, internetMessageId: z.string().min(3) });
export const place = z.object({ isDraft: z.boolean(), parentFolderId: id });

export const message = z.object({
  id,
  conversationId: id,
  internetMessageId: z.string().nullish(),
  parentFolderId: id,
  isDraft: z.boolean(),
  receivedDateTime: instant,
  subject: z.string().nullish(),
  from: address.nullish(),
  toRecipients: z.array(address).nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string().nullish() })).optional(),
});
export type GraphMessage = z.output<typeof message>;

export const messages = z.object({ value: z.array(message), ...nextLink });
export const messageIds = z.object({ value: z.array(z.object({ id, isDraft: z.boolean().optional() })), ...nextLink });
export const newest = z.object({ value: z.array(z.object({ receivedDateTime: instant })) });
export const places = z.object({
  value: z.array(z.object({ id, isDraft: z.boolean(), parentFolderId: id, receivedDateTime: instant })),
  ...nextLink,
});

/** Of a removed item nothing but the id is left. */
export const changes = z.object({
  value: z.array(z.object({ id, isDraft: z.boolean().optional(), "@removed": z.unknown().optional() })),
  "@odata.deltaLink": link.optional(),
  ...nextLink,
});

/** The links from which each folder is read on, and the newest time seen in all others. */
export const cursor = z.object({ inbox: link, junkemail: link, sentitems: link, newestAt: instant });
export type Cursor = z.output<typeof cursor>;
/** A place inside a reading: the page to ask for, and what the folders that are read through ended with. */
export const pagePlace = z.object({ link, done: cursor.partial() });
export type PagePlace = z.output<typeof pagePlace>;
