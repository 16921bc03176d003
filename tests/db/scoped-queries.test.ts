import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Parts of a file: each exported async function with its text. */
function functionsOf(file: string): { name: string; text: string }[] {
  const parts = readFileSync(file, "utf8")
    .split(/^export (?:async )?function /m)
    .slice(1);
  return parts.map((text) => ({ name: `${file}: ${text.slice(0, text.indexOf("("))}`, text }));
}

/** About plans and statistics, not about rows. */
const NO_ROWS = /(forgetPlans|refreshStatistics|withoutNestedLoops<T>)$/;

const files = globSync("db/queries/*.ts");
const queries = files
  .flatMap(functionsOf)
  .filter(
    ({ name, text }) => /^[a-zA-Z]+(<[^>]*>)?\(\s*scope: (Scope|TransactionScope)\b/.test(text) && !NO_ROWS.test(name),
  );

describe("queries of one workspace", () => {
  it("are looked at: there are many", () => {
    expect(queries.length).toBeGreaterThan(60);
  });

  it.each(queries)("$name asks within its workspace", ({ text }) => {
    // Either it names the workspace itself, or it hands its scope to a query that does.
    expect(text).toMatch(/workspaceId|\(\s*scope[,)]|scope,$/m);
  });
});

describe("the one way out", () => {
  it("is a draft's own send: no code calls messages.send or Graph's sendMail", () => {
    const code = globSync("{app,db,jobs}/**/*.{ts,tsx}").map((file) => ({ file, text: readFileSync(file, "utf8") }));
    const filesWith = (pattern: RegExp) => code.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
    expect(filesWith(/messages\.send\(|\/sendMail\b|messages\/send/)).toEqual([]);
    expect(filesWith(/drafts\.send\(/)).toEqual(["app/providers/google/gmail-outbox.ts"]);
    expect(filesWith(/outbox\.(sendDraft|submit)\(/)).toEqual(["app/use-cases/sending/post-mail.server.ts"]);
  });
});
