/**
 * Keys that outlive every rotation: "hash" for keyed hashes of addresses and values, "unsubscribe" for the links in
 * mails that already left. Made at first use; read from the database each time (one row by its key), never kept.
 */
import { randomBytes } from "node:crypto";
import { findInstanceKey, insertInstanceKey } from "../../db/queries/instance-keys.ts";
import { systemScope } from "../../db/scope.ts";
import type { AppContext } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import type { SealedPlace } from "./secret-box.ts";

export type InstanceKeyName = "hash" | "unsubscribe";

const KEY_BYTES = 32;

/**
 * The installation's key of this name.
 *
 * Shape   32 random bytes, the same for every process and forever
 * Errors  internal when the stored key was sealed by another TOKEN_ENCRYPTION_KEY
 */
export async function getInstanceKey(
  app: Pick<AppContext, "db" | "secretBox">,
  name: InstanceKeyName,
): Promise<Buffer> {
  const scope = systemScope(app.db);
  const place: SealedPlace = { table: "instance_keys", column: "key_encrypted", workspaceId: "", rowId: name };
  let sealed = await findInstanceKey(scope, name);
  if (sealed === undefined) {
    await insertInstanceKey(scope, name, app.secretBox.seal(randomBytes(KEY_BYTES).toString("base64"), place));
    sealed = await findInstanceKey(scope, name);
  }
  if (sealed === undefined) throw new AppError("internal", "A key of this installation could not be stored.");
  return Buffer.from(app.secretBox.open(sealed, place), "base64");
}
