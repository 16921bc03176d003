/** The uploaded bytes in parts of about a megabyte, so that neither side holds a whole file. */
import type { Scope } from "../scope.ts";

export async function insertFilePart(
  scope: Scope,
  input: { importId: string; partNo: number; bytes: Buffer },
): Promise<void> {
  await scope.handle
    .insertInto("lead_import_files")
    .values({ workspace_id: scope.workspaceId, import_id: input.importId, part_no: input.partNo, bytes: input.bytes })
    .execute();
}

/** The file again, part by part; the next one is on its way while the last is read. */
export async function* readFileParts(scope: Scope, importId: string): AsyncGenerator<Buffer> {
  let coming = findFilePart(scope, importId, 0);
  for (let partNo = 1; ; partNo += 1) {
    const bytes = await coming;
    if (bytes === undefined) return;
    coming = findFilePart(scope, importId, partNo);
    // A reader that stops early leaves nobody to hear of it; one that goes on awaits it above.
    coming.catch(() => undefined);
    yield bytes;
  }
}

async function findFilePart(scope: Scope, importId: string, partNo: number): Promise<Buffer | undefined> {
  const row = await scope.handle
    .selectFrom("lead_import_files")
    .select("bytes")
    .where("workspace_id", "=", scope.workspaceId)
    .where("import_id", "=", importId)
    .where("part_no", "=", partNo)
    .executeTakeFirst();
  return row?.bytes;
}

export async function deleteFileParts(scope: Scope, importId: string): Promise<void> {
  await scope.handle
    .deleteFrom("lead_import_files")
    .where("workspace_id", "=", scope.workspaceId)
    .where("import_id", "=", importId)
    .execute();
}
