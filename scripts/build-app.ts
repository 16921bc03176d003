/** The production build: Remix's client and server bundles by Vite, server.ts by esbuild. Skipped when nothing changed. */
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runTool } from "./tools.ts";

const SOURCES = [
  "app/**/*",
  "db/**/*.ts",
  "jobs/**/*.ts",
  "public/**/*",
  "server.ts",
  "package-lock.json",
  "*.config.ts",
  "remix.config.js",
];
const STAMP = join(ROOT, "build", ".stamp");

export async function buildApp(options: { isForced: boolean }): Promise<void> {
  const stamp = stampOfSources();
  if (!options.isForced && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return;
  rmSync(join(ROOT, "build"), { recursive: true, force: true });
  const remix = await runTool("node_modules/@remix-run/dev/dist/cli.js", ["vite:build", "--logLevel", "warn"], {
    isQuiet: true,
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (remix.code !== 0) throw new Error(`The Remix build failed.\n${remix.output}`);
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: ROOT,
    entryPoints: { server: "server.ts", "simulation-thread": "app/simulation/simulation-thread.ts" },
    outdir: "build",
    bundle: true,
    splitting: true,
    chunkNames: "server-[hash]",
    platform: "node",
    format: "esm",
    target: "node26",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
  });
  writeFileSync(STAMP, stamp);
}

function stampOfSources(): string {
  const hash = createHash("sha256");
  for (const pattern of SOURCES) {
    for (const entry of globSync(pattern, { cwd: ROOT, withFileTypes: true }).filter((found) => found.isFile())) {
      const path = join(entry.parentPath, entry.name);
      hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  }
  return hash.digest("hex");
}
