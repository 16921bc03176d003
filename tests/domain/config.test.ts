import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../app/config.server.ts";
import { variables } from "../../app/config-variables.server.ts";

describe("configuration", () => {
  it("has every variable in .env.example, and no other", () => {
    const listed = readFileSync(".env.example", "utf8").match(/^[A-Z_]+(?==)/gm);
    expect(listed).toEqual(Object.keys(variables));
  });

  it("tells all problems at once, with the variable's name and an example", () => {
    const env = { NODE_ENV: "production", PORT: "many", LEADBITZ_TYPO: "1", DATABASE_URL: "mysql://x" };
    expect(() => loadConfig(env)).toThrow(/PORT: .*example: 3000[\s\S]*|LEADBITZ_TYPO/);
    try {
      loadConfig(env);
    } catch (error) {
      const { message } = error as Error;
      expect(message).toMatch(/LEADBITZ_TYPO: no such variable/);
      expect(message).toMatch(/PORT: .*\(example: 3000\)/);
      expect(message).toMatch(/DATABASE_URL: must start with postgres:\/\//);
    }
  });

  it("asks for the three required values in production", () => {
    expect(() => loadConfig({ NODE_ENV: "production" })).toThrow(
      /TOKEN_ENCRYPTION_KEY[\s\S]*SESSION_SECRET[\s\S]*APP_URL/,
    );
  });

  it("refuses a virtual clock in production outside of the demo", () => {
    const key = Buffer.alloc(32, 1).toString("base64");
    const env = {
      NODE_ENV: "production",
      TOKEN_ENCRYPTION_KEY: key,
      SESSION_SECRET: "x".repeat(32),
      APP_URL: "https://a.test",
    };
    expect(() => loadConfig({ ...env, LEADBITZ_CLOCK: "virtual" })).toThrow(/LEADBITZ_CLOCK/);
    expect(loadConfig({ ...env, LEADBITZ_CLOCK: "virtual", LEADBITZ_DEMO: "1" }).config.clock).toBe("virtual");
  });

  it("reaches vendors in production unless another address is named", () => {
    expect(loadConfig({ NODE_ENV: "test" }).config.google.gmailBaseUrl).toBeUndefined();
  });
});
