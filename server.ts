/** The main switch: configuration → database → context → worker → web. Stops in the opposite order. */
import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import express, { type Response } from "express";
import type { ViteDevServer } from "vite";
import { loadConfig } from "./app/config.server.ts";
import type { AppContext, LoadContext } from "./app/context.ts";
import { newId } from "./app/domain/ids.ts";
import { securityHeaders } from "./app/web/security-headers.server.ts";
import { openDatabase } from "./db/client.ts";
import { startEmbedded } from "./db/embedded.ts";

const STOP_WITHIN_MS = 25_000;

async function main(): Promise<void> {
  const { config, secrets } = loadConfig();
  // The database starts while the rest of the code loads: together they are nearly the whole time of a start.
  const [embedded, { createContext, createLog }, { migrate }, { isOfTheQueue, startWorker }, build] = await Promise.all(
    [
      config.databaseUrl ? undefined : startEmbedded({ dataDir: config.dataDir }),
      import("./app/context.server.ts"),
      import("./db/migrate.ts"),
      import("./jobs/worker.ts"),
      config.isProduction && config.process !== "worker" ? builtApp() : undefined,
    ],
  );
  const log = createLog(config);
  const connectionString = config.databaseUrl ?? embedded?.connectionString ?? "";
  const db = openDatabase({
    connectionString,
    maxConnections: 20,
    onError: (error) => log.error({ event: "database.connection_lost", err: error }),
  });
  const applied = await migrate(db.pool);
  if (applied.length > 0) log.info({ event: "database.migrated", migrations: applied });
  const stopping = new AbortController();
  const app = createContext({ config, secrets, db, connectionString, log, stopping: stopping.signal });
  const worker = config.process === "web" ? undefined : await startWorker(app);
  const web = config.process === "worker" ? undefined : await listen(app, build);

  let isStopping = false;
  const stop = async (signal: string, exitCode = 0) => {
    if (isStopping) return;
    isStopping = true;
    stopping.abort();
    log.info({ event: "server.stopping", signal });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await web?.stop();
    await worker?.stop();
    await app.identity.close();
    await db.close();
    await embedded?.stop();
    log.info({ event: "server.stopped" });
    process.exit(exitCode);
  };
  // Vite's own listener would end the process at once, with Postgres left running.
  process.removeAllListeners("SIGTERM");
  process.on("SIGTERM", (signal) => void stop(signal));
  process.on("SIGINT", (signal) => void stop(signal));
  process.on("unhandledRejection", (error) => {
    if (isOfTheQueue(error)) return log.error({ event: "worker.queue_stumbled", err: error });
    log.fatal({ event: "server.unhandled", err: error });
    // Whoever watches over the process starts it again.
    void stop("unhandledRejection", 1);
  });
  log.info({ event: "server.started", url: config.appUrl, process: config.process });
}

async function listen(app: AppContext, build: ServerBuild | undefined): Promise<{ stop(): Promise<void> }> {
  const { config } = app;
  const { createRequestHandler } = await import("@remix-run/express");
  const web = express();
  web.disable("x-powered-by");
  web.set("trust proxy", config.trustProxy);
  const vite = build ? undefined : await viteServer();
  if (vite) web.use(vite.middlewares);
  else web.use("/assets", express.static("build/remix/client/assets", { immutable: true, maxAge: "1y" }));
  web.use(express.static(vite ? "public" : "build/remix/client", { maxAge: "1h" }));
  web.use((request, response, next) => {
    const requestId = newId();
    const nonce = randomBytes(16).toString("base64");
    response.locals.load = { app, nonce, requestId, ip: request.ip ?? "" } satisfies LoadContext;
    const headers = securityHeaders(nonce, { isSecure: config.isSecure });
    // Vite's own client needs a socket and inline styles while developing.
    if (vite) delete headers["Content-Security-Policy"];
    setByDefault(response, { ...headers, "X-Request-Id": requestId });
    const startedAt = performance.now();
    response.on("finish", () => {
      const tookMs = Math.round(performance.now() - startedAt);
      app.log.info({
        event: "request.answered",
        request_id: requestId,
        method: request.method,
        path: request.path.replace(/^\/u\/.*/, "/u/…"),
        status: response.statusCode,
        took_ms: tookMs,
      });
    });
    next();
  });
  web.all(
    "*",
    createRequestHandler({
      build: build ?? (() => vite?.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>),
      mode: config.isProduction ? "production" : "development",
      getLoadContext: (_request, response) => response.locals.load as LoadContext & Record<string, unknown>,
    }),
  );
  const server = await new Promise<Server>((resolve, reject) => {
    const starting = web.listen(config.port, () => resolve(starting));
    starting.on("error", reject);
  });
  return {
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
      server.closeAllConnections();
      await vite?.close();
    },
  };
}

/** A route's own header replaces the default (Remix appends, which would send both). */
function setByDefault(response: Response, headers: Record<string, string>): void {
  const writeHead = response.writeHead;
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    for (const [name, value] of Object.entries(headers)) if (!response.hasHeader(name)) response.setHeader(name, value);
    return writeHead.apply(response, args);
  }) as typeof writeHead;
}

async function viteServer(): Promise<ViteDevServer> {
  const { createServer } = await import("vite");
  return createServer({ server: { middlewareMode: true }, appType: "custom" });
}

async function builtApp(): Promise<ServerBuild> {
  return (await import(pathToFileURL(resolve("build/remix/server/index.js")).href)) as ServerBuild;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof Error && error.cause) process.stderr.write(`${String(error.cause)}\n`);
  process.exit(1);
});
