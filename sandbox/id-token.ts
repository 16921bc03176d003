// The id_token of the token answer and the key that signs it (RS256, as Google's).
// Source: developers.google.com/identity/openid-connect/openid-connect.
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Grant, Mailbox } from "./world.ts";

const ISSUER = "https://accounts.google.com";
const KEY_ID = "sandbox-1";
let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;

function keys(): { publicKey: KeyObject; privateKey: KeyObject } {
  pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  return pair;
}

export function idToken(grant: Grant, mailbox: Mailbox, now: Date, lifeSeconds: number): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: ISSUER,
    aud: grant.clientId,
    azp: grant.clientId,
    sub: subjectOf(mailbox.email),
    email: mailbox.email,
    email_verified: true,
    name: mailbox.name || mailbox.email,
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
  };
  const coded = [{ alg: "RS256", kid: KEY_ID, typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const input = coded.join(".");
  return `${input}.${sign("RSA-SHA256", Buffer.from(input), keys().privateKey).toString("base64url")}`;
}

export function keySet(): { keys: unknown[] } {
  return { keys: [{ ...keys().publicKey.export({ format: "jwk" }), kid: KEY_ID, alg: "RS256", use: "sig" }] };
}

/** The same key by its id, in PEM, as the older address answers. */
export function pemSet(): Record<string, string> {
  return { [KEY_ID]: String(keys().publicKey.export({ format: "pem", type: "spki" })) };
}

/** Google's account number of a mailbox: 21 digits, the same for ever. */
export function subjectOf(email: string): string {
  const digits = BigInt(`0x${createHash("sha256").update(email).digest("hex").slice(0, 16)}`).toString();
  return `1${digits.padStart(20, "0").slice(-20)}`;
}
