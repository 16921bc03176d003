import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { safeNextPath } from "../../app/web/safe-path.ts";

const corpus = join(
  process.env.SHARED_DIR ?? join(import.meta.dirname, "../../../shared"),
  "corpora/payloads/cases.jsonl",
);

describe("the way back after a form", () => {
  it.each(["/app", "/app/leads?q=a%26b&cursor=x#top", "/app/leads/018f?_=1"])("keeps %s", (path) => {
    expect(safeNextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    null,
    ["/app"],
    "",
    "app",
    "/apple",
    "/login",
    "//app",
    "/\\app",
    "/app\\..\\..\\evil",
    "/app/../..//evil.example",
    "/app\n//evil.example",
    "https://evil.example/app",
    "http://own.invalid/app",
    `/app/${"x".repeat(2_000)}`,
  ])("refuses %j", (path) => {
    expect(safeNextPath(path, "/app/fallback")).toBe("/app/fallback");
  });

  it.skipIf(!existsSync(corpus))("refuses every open redirect of the corpus", () => {
    const cases = readFileSync(corpus, "utf8").split("\n").filter(Boolean);
    const inputs = cases
      .map((line) => JSON.parse(line))
      .filter((item) => item.kind === "open_redirect")
      .map((item) => item.input);
    expect(inputs.length).toBeGreaterThan(100);
    expect(inputs.filter((input) => safeNextPath(input, "/refused") !== "/refused")).toEqual([]);
  });
});
