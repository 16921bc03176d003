import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashToken, parseUnsubscribeToken, unsubscribeToken } from "../../app/credentials/unsubscribe-token.server.ts";
import { newId } from "../../app/domain/ids.ts";

const key = randomBytes(32);
const job = { workspaceId: newId(), sendJobId: newId() };
const token = unsubscribeToken(key, job);

describe("unsubscribe token", () => {
  it("is 43 characters for a URL and names its send job", () => {
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(parseUnsubscribeToken(key, token)).toEqual({ sendJobId: job.sendJobId });
    expect(unsubscribeToken(key, job)).toBe(token);
  });

  it("is worth nothing under another key", () => {
    expect(parseUnsubscribeToken(randomBytes(32), token)).toBeNull();
  });

  it("refuses each changed bit, so that nobody unsubscribes others by guessing", () => {
    const bytes = Buffer.from(token, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(parseUnsubscribeToken(key, forged.toString("base64url"))).toBeNull();
    }
  });

  it.each(["", "x", `${token}=`, ` ${token}`, token.slice(1), `${token}A`, "../../etc/passwd", "\u0000".repeat(43)])(
    "refuses %j",
    (text) => expect(parseUnsubscribeToken(key, text)).toBeNull(),
  );

  it("has one spelling: stray bits at the end are no second token", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const spellings = [...alphabet].filter((last) => parseUnsubscribeToken(key, token.slice(0, -1) + last) !== null);
    expect(spellings).toHaveLength(1);
  });

  it("is stored as its SHA-256", () => {
    expect(hashToken("abc").toString("hex")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
