// The world as one file, so that a demo survives a restart. Maps and sets are
// written with a mark; the file is replaced as a whole, never half.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Grant, World } from "./world.ts";

export function saveWorld(world: World, file: string): void {
  const text = JSON.stringify(world, (_, value: unknown) => {
    if (value instanceof Map) return { $map: [...value] };
    return value instanceof Set ? { $set: [...value] } : value;
  });
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

/** Fills the world from the file, if there is one. */
export function loadWorld(world: World, file: string): void {
  if (!existsSync(file)) return;
  const saved = JSON.parse(readFileSync(file, "utf8"), (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    if ("$map" in value) return new Map(value.$map as [unknown, unknown][]);
    return "$set" in value ? new Set(value.$set as unknown[]) : value;
  }) as World;
  Object.assign(world, saved, { ledgerFile: world.ledgerFile });
  shareGrants(world);
}

// In the file each token has a copy of its grant; equal grants become one again.
function shareGrants(world: World): void {
  const known = new Map<string, Grant>();
  const shared = (grant: Grant): Grant => {
    const key = JSON.stringify(grant);
    const first = known.get(key) ?? grant;
    known.set(key, first);
    return first;
  };
  for (const [token, grant] of world.refreshTokens) world.refreshTokens.set(token, shared(grant));
  for (const token of world.accessTokens.values()) token.grant = shared(token.grant);
}
