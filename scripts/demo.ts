/** npm run demo: everything on one machine, with a story told. `-- --fresh` starts over; Ctrl-C stops in order. */
import { mkdirSync, rmSync } from "node:fs";
import { buildApp } from "./build-app.ts";
import { DEMO, isTold, tellStory } from "./demo-story.ts";
import { appEnvironment, localWorld, sandboxEnvironment } from "./local-world.ts";
import { startPart, stopPart, waitFor } from "./tools.ts";

const world = localWorld({ dataDir: ".data/demo" });
const origin = `http://localhost:${world.port}`;
if (process.argv.includes("--fresh")) rmSync(world.dataDir, { recursive: true, force: true });
mkdirSync(world.dataDir, { recursive: true });
await buildApp({ isForced: false });

const sandbox = startPart(["sandbox/server.ts"], {
  env: sandboxEnvironment(world, true),
  stdio: ["ignore", "ignore", "inherit"],
});
const server = startPart(["--enable-source-maps", "build/server.js"], {
  env: { ...appEnvironment(world), NODE_ENV: "production", LEADBITZ_DEMO: "1", LEADBITZ_CLOCK: "virtual" },
});

let isStopping = false;
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await stopPart(server);
  await stopPart(sandbox);
  process.exit(code);
}
process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));
for (const part of [server, sandbox]) part.on("exit", (code) => void stop(code ?? 1));

try {
  await waitFor(`${origin}/readyz`, server);
  if (!(await isTold(origin))) {
    console.log("Telling the demo's story: two days of a campaign…");
    await tellStory(origin);
  }
  console.log(
    `\n  LeadBitz   ${origin}\n  sign in    ${DEMO.email}  ${DEMO.password}\n  sandbox    http://localhost:${world.sandboxPort}   (the mails as the provider accepted them)\n`,
  );
  console.log(`ready ${origin}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}
