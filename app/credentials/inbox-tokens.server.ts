/** Seals and opens an inbox's tokens, each bound to its own column and row. */
import type { SealedTokens } from "../../db/queries/inbox-tokens.ts";
import type { MailTokens } from "../providers/ports.ts";
import type { SealedPlace, SecretBox } from "./secret-box.ts";

export type InboxPlace = { workspaceId: string; inboxId: string };

export function sealInboxTokens(box: SecretBox, place: InboxPlace, tokens: MailTokens): SealedTokens {
  return {
    accessTokenEncrypted:
      tokens.accessToken === null ? null : box.seal(tokens.accessToken, at(place, "access_token_encrypted")),
    accessTokenExpiresAt: tokens.accessTokenExpiresAt,
    refreshTokenEncrypted: box.seal(tokens.refreshToken, at(place, "refresh_token_encrypted")),
  };
}

/** Throws `internal` for anything sealed for another row or column, or by another key. */
export function openInboxTokens(box: SecretBox, place: InboxPlace, sealed: SealedTokens): MailTokens {
  const { accessTokenEncrypted, accessTokenExpiresAt, refreshTokenEncrypted } = sealed;
  return {
    accessToken:
      accessTokenEncrypted === null ? null : box.open(accessTokenEncrypted, at(place, "access_token_encrypted")),
    accessTokenExpiresAt,
    refreshToken: box.open(refreshTokenEncrypted, at(place, "refresh_token_encrypted")),
  };
}

function at(place: InboxPlace, column: string): SealedPlace {
  return { table: "inbox_connections", column, workspaceId: place.workspaceId, rowId: place.inboxId };
}
