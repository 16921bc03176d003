/** Lists page by key: a cursor names the last row seen, never an offset. */
import { AppError } from "./errors.ts";

export type Page<T> = { items: T[]; pageInfo: { nextCursor: string | null; hasNextPage: boolean } };
export type PageRequest = { limit: number; cursor: string | null };

/** The key of a row as an opaque, URL-safe word. */
export function encodeCursor(key: (string | number)[]): string {
  return btoa(encodeURIComponent(JSON.stringify(key)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Errors  invalid_input when the cursor is not one of ours or has another number of parts */
export function decodeCursor(cursor: string, parts: number): (string | number)[] {
  try {
    const key: unknown = JSON.parse(decodeURIComponent(atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))));
    if (Array.isArray(key) && key.length === parts && key.every((part) => ["string", "number"].includes(typeof part)))
      return key;
  } catch (cause) {
    throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.", {}, cause);
  }
  throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
}

/** Cuts a result of `limit + 1` rows into a page. */
export function pageOf<T>(rows: T[], limit: number, keyOf: (row: T) => (string | number)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasNextPage = rows.length > limit;
  return {
    items,
    pageInfo: { hasNextPage, nextCursor: hasNextPage && last !== undefined ? encodeCursor(keyOf(last)) : null },
  };
}
