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
          // Guards against hanging only: a busy machine is several times slower than a quiet one.
          testTimeout: 90_000,
          hookTimeout: 90_000,
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
