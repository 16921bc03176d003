/** Random words that open something: 256 bits, stored only as SHA-256 (NIST SP 800-63B 7.1 asks for 64 bits or more). */
import { createHash, randomBytes } from "node:crypto";

export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}
