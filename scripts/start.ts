import { buildApp } from "./build-app.ts";
import { startPart, stopPart } from "./tools.ts";

await buildApp({ isForced: false });
const server = startPart(["--enable-source-maps", "build/server.js"], {
  env: { ...process.env, NODE_ENV: process.env.NODE_ENV ?? "production" },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stopPart(server));
server.on("exit", (code) => process.exit(code ?? 1));
