/** Keys of this installation, sealed. They belong to no workspace, are made once and never change. */
import type { SystemScope } from "../scope.ts";

export async function findInstanceKey(scope: SystemScope, name: string): Promise<string | undefined> {
  const row = await scope.handle
    .selectFrom("instance_keys")
    .select("key_encrypted")
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.key_encrypted;
}

/** Does nothing when another process was first: read again afterwards. */
export async function insertInstanceKey(scope: SystemScope, name: string, sealed: string): Promise<void> {
  await scope.handle
    .insertInto("instance_keys")
    .values({ name, key_encrypted: sealed })
    .onConflict((oc) => oc.column("name").doNothing())
    .execute();
}
