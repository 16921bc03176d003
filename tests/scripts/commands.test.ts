import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

describe("the commands of the project", () => {
  it.each(Object.entries(scripts))("npm run %s has something to run", (_name, line) => {
    const command = /^node scripts\/run\.mjs (\w+)$/.exec(line)?.[1];
    expect(existsSync(`scripts/${command}.ts`), line).toBe(true);
  });
});
