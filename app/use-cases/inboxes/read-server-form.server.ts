/** What the form for a mailbox with its own servers starts with: what is stored, else what is known of the host. */
import { findInboxHosts, type StoredServer } from "../../../db/queries/inbox-servers.ts";
import { findInboxByEmail } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { parseEmailAddress } from "../../domain/email-address.ts";
import { presetFor } from "../../domain/mail-server-presets.ts";

export type ServerForm = {
  email: string;
  /** Why the address itself cannot be used, when it was given. */
  refusal: string | null;
  hostName: string | null;
  hint: string;
  otherWay: "google" | "microsoft" | null;
  isReconnect: boolean;
  smtp: StoredServer | null;
  imap: StoredServer | null;
};

const EMPTY = { hostName: null, hint: "", otherWay: null, isReconnect: false, smtp: null, imap: null };

export async function readServerForm(app: AppContext, actor: Actor, input: { email: string }): Promise<ServerForm> {
  if (input.email.trim() === "") return { ...EMPTY, email: "", refusal: null };
  const parsed = parseEmailAddress(input.email);
  if (!parsed.ok) return { ...EMPTY, email: input.email.slice(0, 320), refusal: parsed.reason };
  const { email } = parsed;
  const scope = scopeOf(app.db, actor.workspaceId);
  const inbox = await findInboxByEmail(scope, email);
  const stored = inbox && (await findInboxHosts(scope, inbox.inboxId));
  const known = presetFor(email);
  const base = {
    ...EMPTY,
    email,
    refusal: null,
    isReconnect: stored !== undefined,
    otherWay: known.kind === "other_way" ? known.vendor : null,
  };
  if (stored?.smtp && stored.imap) return { ...base, smtp: stored.smtp, imap: stored.imap };
  if (known.kind !== "servers") return base;
  const { name, hint, smtp, imap } = known.preset;
  return { ...base, hostName: name, hint, smtp, imap };
}
