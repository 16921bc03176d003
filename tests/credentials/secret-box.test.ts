import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSecretBox, openV1, parseSealed, sealV1 } from "../../app/credentials/secret-box.ts";

const FILE = join(process.env.SHARED_DIR ?? "../shared", "corpora/crypto/aes256gcm_v1.jsonl");

type Case = {
  id: string;
  key_b64: string;
  aad_b64: string;
  token: string;
  plaintext_b64: string;
  expected: "accept" | "reject";
};

describe("sealed form v1", () => {
  it.skipIf(!existsSync(FILE))("accepts and rejects every Wycheproof case as it should", () => {
    const cases = readFileSync(FILE, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Case);
    expect(cases.length).toBeGreaterThanOrEqual(50);
    const wrong = cases.filter((one) => {
      const parts = parseSealed(one.token);
      const plain = parts && openV1(Buffer.from(one.key_b64, "base64"), parts, Buffer.from(one.aad_b64, "base64"));
      const got = plain === null ? "reject" : plain.toString("base64") === one.plaintext_b64 ? "accept" : "other text";
      return got !== one.expected;
    });
    expect(wrong.map((one) => one.id)).toEqual([]);
  });

  const key = randomBytes(32);
  const aad = Buffer.from("place");
  const sealed = sealV1(key, Buffer.from("secret"), aad);

  it("opens what it sealed", () => {
    const parts = parseSealed(sealed);
    expect(parts && openV1(key, parts, aad)?.toString()).toBe("secret");
  });

  it.each<[string, string]>([
    ["a version that does not exist", sealed.replace("v1:", "v2:")],
    ["no version", sealed.slice(3)],
    ["a part too many", `${sealed}:`],
    ["a part too few", sealed.split(":").slice(0, 3).join(":")],
    ["url-safe base64", sealed.replace(/:/, ":-_")],
    ["a white space", `${sealed} `],
    ["plain text", "secret"],
    ["nothing", ""],
  ])("takes no %s", (_, text) => {
    expect(parseSealed(text)).toBeNull();
  });

  it("refuses every flipped bit of iv, tag and text", () => {
    const parts = parseSealed(sealed);
    if (!parts) throw new Error("not parsed");
    for (const part of ["iv", "tag", "body"] as const) {
      for (let bit = 0; bit < parts[part].length * 8; bit += 1) {
        const bytes = Buffer.from(parts[part]);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openV1(key, { ...parts, [part]: bytes }, aad)).toBeNull();
      }
    }
  });
});

describe("secret box", () => {
  const place = { table: "inbox_connections", column: "refresh_token_encrypted", workspaceId: "w1", rowId: "r1" };
  const [old, current] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];

  it.each(["table", "column", "workspaceId", "rowId"])("does not open a value that was moved to another %s", (part) => {
    const box = createSecretBox(current);
    const sealed = box.seal("token", place);
    expect(box.open(sealed, place)).toBe("token");
    expect(() => box.open(sealed, { ...place, [part]: "other" })).toThrow(/cannot be opened/);
  });

  it("reads the key before, and writes the current one only", () => {
    const sealedBefore = createSecretBox(old).seal("token", place);
    const box = createSecretBox(current, old);
    expect(box.open(sealedBefore, place)).toBe("token");
    expect(createSecretBox(current).open(box.seal("token", place), place)).toBe("token");
    expect(() => createSecretBox(current).open(sealedBefore, place)).toThrow();
  });

  it("never seals the same text alike", () => {
    const box = createSecretBox(current);
    expect(box.seal("token", place)).not.toBe(box.seal("token", place));
  });

  it("takes no key of another length", () => {
    expect(() => createSecretBox(randomBytes(16).toString("base64"))).toThrow(/32 bytes/);
    expect(() => createSecretBox(current, "")).not.toThrow();
  });
});
