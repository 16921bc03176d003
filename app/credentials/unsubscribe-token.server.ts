/**
 * The token in unsubscribe links: the send job's id and a proof that we made it, so that a link works for years
 * without a stored secret and nobody can guess another one.
 * Shape: base64url(16 bytes of id + 16 bytes of HMAC-SHA-256). Source: RFC 2104; RFC 4231.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const ID_BYTES = 16;
const MAC_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The job's id alone goes in; its workspace is found by the stored hash of the token. */
export function unsubscribeToken(key: Buffer, job: { workspaceId: string; sendJobId: string }): string {
  const id = Buffer.from(job.sendJobId.replaceAll("-", ""), "hex");
  if (id.length !== ID_BYTES) throw new Error("a send job's id must be a UUID");
  return Buffer.concat([id, macOf(key, id)]).toString("base64url");
}

/** Null for anything that this key did not make, in constant time. */
export function parseUnsubscribeToken(key: Buffer, token: string): { sendJobId: string } | null {
  if (!TOKEN.test(token)) return null;
  const bytes = Buffer.from(token, "base64url");
  // A last character with stray bits decodes alike; only the canonical spelling is ours.
  if (bytes.toString("base64url") !== token) return null;
  const id = bytes.subarray(0, ID_BYTES);
  if (!timingSafeEqual(macOf(key, id), bytes.subarray(ID_BYTES))) return null;
  return { sendJobId: id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
}

/** What is stored of a token. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function macOf(key: Buffer, id: Buffer): Buffer {
  return createHmac("sha256", key).update("unsubscribe|").update(id).digest().subarray(0, MAC_BYTES);
}
