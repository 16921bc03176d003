/** Ids are UUID v7, made by us: sortable by birth, safe to hand out. */
import { uuidv7 } from "uuidv7";

export function newId(): string {
  return uuidv7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for any well-formed UUID; a malformed id in a URL is answered like a missing row (404). */
export function isId(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}
