/** Development: the server restarts on changes outside app/, pages reload by Vite; providers are the sandbox. */
import { mkdirSync } from "node:fs";
import { appEnvironment, localWorld, sandboxEnvironment } from "./local-world.ts";
import { startPart, stopPart, waitFor } from "./tools.ts";

const world = localWorld({ dataDir: ".data/dev" });
mkdirSync(world.dataDir, { recursive: true });
const sandbox = startPart(["sandbox/server.ts"], { env: sandboxEnvironment(world, false) });
// Node reads TypeScript itself; pages are reloaded by Vite, so only the rooms around them restart the server.
const watched = ["server.ts", "db", "jobs"].map((path) => `--watch-path=${path}`);
const server = startPart([...watched, "--watch-preserve-output", "server.ts"], {
  env: { ...appEnvironment(world), NODE_ENV: "development", LOG_LEVEL: process.env.LOG_LEVEL ?? "info" },
});
let isStopping = false;
const stop = async () => {
  if (isStopping) return;
  isStopping = true;
  await stopPart(server);
  await stopPart(sandbox);
  process.exit(0);
};
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
server.on("exit", () => void stop());
await waitFor(`http://localhost:${world.port}/healthz`, server);
console.log(`ready http://localhost:${world.port}   sandbox http://localhost:${world.sandboxPort}`);
