import { getMessageHtml } from "../../../db/queries/messages.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { paragraphsOf } from "../../mail/html-body.ts";
import { mailHtmlDocument, sanitiseMailHtml } from "../../mail/safe-html.ts";

/** A mail as its writer formatted it, made harmless; a mail without HTML as its text. Errors  not_found */
export async function readMessageHtml(app: AppContext, actor: Actor, messageId: string): Promise<string> {
  const { html, text } = await getMessageHtml(scopeOf(app.db, actor.workspaceId), messageId);
  return mailHtmlDocument(html === null ? paragraphsOf(text) : sanitiseMailHtml(html));
}
