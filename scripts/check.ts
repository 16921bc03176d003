/** Types, lint, dependency rules, dead code; two at a time, output only of what fails. */
import { runTool } from "./tools.ts";

type Check = { name: string; file: string; args: string[] };

const CHECKS: Check[] = [
  {
    name: "types",
    file: "node_modules/typescript/bin/tsc",
    args: ["--noEmit", "--incremental", "--tsBuildInfoFile", ".cache/tsc.json"],
  },
  { name: "lint", file: "node_modules/@biomejs/biome/bin/biome", args: ["check", "--error-on-warnings"] },
  { name: "file length", file: "scripts/check-length.ts", args: [] },
  {
    name: "dependency rules",
    file: "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
    args: ["--output-type", "err", "app", "db", "jobs", "sandbox", "server.ts"],
  },
  { name: "dead code", file: "node_modules/knip/bin/knip.js", args: ["--no-progress"] },
];

/** Answers true when every check passes. */
export async function check(): Promise<boolean> {
  const waiting = [...CHECKS];
  let isGood = true;
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const startedAt = performance.now();
      const { code, output } = await runTool(next.file, next.args, { isQuiet: true });
      console.log(
        `${code === 0 ? "ok    " : "FAILED"} ${next.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
      );
      if (code !== 0) {
        console.log(output);
        isGood = false;
      }
    }
  };
  await Promise.all([work(), work()]);
  return isGood;
}

if (import.meta.main) process.exit((await check()) ? 0 : 1);
