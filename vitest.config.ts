import { defineConfig } from "vitest/config";

const SLOW = ["tests/e2e/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: SLOW,
          globalSetup: ["tests/setup/global.ts"],
          setupFiles: ["tests/setup/no-console-error.ts"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: SLOW,
          globalSetup: ["tests/setup/global.ts", "tests/setup/built.ts"],
          setupFiles: ["tests/setup/no-console-error.ts"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
    pool: "forks",
    maxWorkers: 2,
  },
});
