/**
 * Seals values for storage: `v1:<iv_b64>:<tag_b64>:<ciphertext_b64>`, AES-256-GCM, 96-bit random IV, 128-bit tag.
 * The additional data binds a sealed value to its table, column and row: moved elsewhere, it does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "../domain/errors.ts";

export type SealedPlace = { table: string; column: string; workspaceId: string; rowId: string };

export type SecretBox = {
  seal(plain: string, place: SealedPlace): string;
  open(sealed: string, place: SealedPlace): string;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Makes a box from the current key and, while keys rotate, the previous one (read, never written).
 *
 * Shape   keys are 32 bytes in base64
 * Errors  open throws `internal` for anything not sealed by these keys for this place
 * Source  NIST SP 800-38D; design.md 7
 */
export function createSecretBox(currentKey: string, previousKey?: string): SecretBox {
  const keys = [currentKey, ...(previousKey ? [previousKey] : [])].map((key) => Buffer.from(key, "base64"));
  const [current] = keys;
  if (!current || keys.some((key) => key.length !== 32)) throw new Error("a sealing key must be 32 bytes in base64");
  return {
    seal: (plain, place) => sealV1(current, Buffer.from(plain, "utf8"), aadOf(place)),
    open(sealed, place) {
      const parts = parseSealed(sealed);
      for (const key of keys) {
        const plain = parts && openV1(key, parts, aadOf(place));
        if (plain) return plain.toString("utf8");
      }
      throw new AppError("internal", "A stored credential cannot be opened. Check TOKEN_ENCRYPTION_KEY.");
    },
  };
}

function aadOf(place: SealedPlace): Buffer {
  return Buffer.from(`${place.table}|${place.column}|${place.workspaceId}|${place.rowId}|v1`, "utf8");
}

export function sealV1(key: Buffer, plain: Buffer, aad: Buffer, iv = randomBytes(IV_BYTES)): string {
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return `v1:${iv.toString("base64")}:${cipher.getAuthTag().toString("base64")}:${body.toString("base64")}`;
}

type SealedParts = { iv: Buffer; tag: Buffer; body: Buffer };

/** Strict: four parts, canonical base64, exact lengths; a lax decoder accepts forgeries. */
export function parseSealed(sealed: string): SealedParts | null {
  const [version, ...rest] = sealed.split(":");
  if (version !== "v1" || rest.length !== 3) return null;
  const decoded = rest.map((part) => Buffer.from(part, "base64"));
  if (decoded.some((bytes, index) => bytes.toString("base64") !== rest[index])) return null;
  const [iv, tag, body] = decoded;
  if (!iv || !tag || !body || iv.length !== IV_BYTES || tag.length !== TAG_BYTES) return null;
  return { iv, tag, body };
}

export function openV1(key: Buffer, parts: SealedParts, aad: Buffer): Buffer | null {
  const decipher = createDecipheriv("aes-256-gcm", key, parts.iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(parts.tag);
  try {
    return Buffer.concat([decipher.update(parts.body), decipher.final()]);
  } catch {
    // The tag does not match: another key, another place, or a forgery. All are answered alike.
    return null;
  }
}
