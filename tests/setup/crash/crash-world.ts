/** Two workers, a web server, a database and a provider, with a relay before each worker in which the nemesis sits. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { appEnvironment } from "../../../scripts/local-world.ts";
import { freePort } from "../../../scripts/tools.ts";
import { openCrashDatabase } from "./crash-database.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { guardDatabase } from "./guard.ts";
import { AT_ONCE, type Company, foundCompany, type MailingStyle } from "./mailing.ts";
import { type Nemesis, startNemesis } from "./nemesis.ts";
import type { Run } from "./plan.ts";
import { type Stage, WORKERS } from "./provider.ts";
import type { Random } from "./random.ts";
import { startServer } from "./server-process.ts";
import { openStrikeWorld, type StrikeWorld } from "./strike-world.ts";
import type { Transport } from "./transport.ts";

export type CrashWorld = {
  companies: Company[];
  strikes: StrikeWorld;
  nemesis: Nemesis;
  fleet: Fleet;
  /** Wakes every inbox in both workers, twice, so that they meet at the same mails. */
  wakeAll(): Promise<void>;
  /** Runs a task of the crontab now. */
  enqueue(task: string, payload?: unknown): Promise<void>;
  stop(): Promise<void>;
};

export async function startCrashWorld(options: {
  transport: Transport;
  runs: Run[];
  random: Random;
  divisor: number;
  style?: MailingStyle;
  env?: { [name: string]: string };
}): Promise<CrashWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-crash-"));
  guardDatabase(dataDir);
  const database = await openCrashDatabase(dataDir);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const stage: Stage = {};
  const provider = await options.transport.open(stage);
  const companies: Company[] = [];
  const strikes = openStrikeWorld({
    database,
    divisor: options.divisor,
    transport: options.transport,
    provider,
    isByTheClock: options.env?.LEADBITZ_CLOCK === "virtual",
    personOf: (workspaceId) => {
      const company = companies.find((candidate) => candidate.workspaceId === workspaceId);
      if (!company) throw new Error(`There is no company with workspace ${workspaceId}.`);
      return company.person;
    },
  });
  await strikes.control("people", { default: "silent" });
  await strikes.control("microsoft", { sendDelayMs: strikes.intervals.onItsWayMs });
  const theFleet = () => {
    if (!stage.fleet) throw new Error("The workers are not started yet.");
    return stage.fleet;
  };
  const nemesis = startNemesis({ runs: options.runs, world: strikes, fleet: theFleet, random: options.random });
  stage.nemesis = nemesis;
  const env = {
    ...appEnvironment({ port, sandboxPort: Number(new URL(provider.sandboxUrl).port), dataDir }),
    DATABASE_URL: database.url,
    LEADBITZ_DEMO: "1",
    LEADBITZ_INTERVALS_DIVISOR: String(options.divisor),
    LOG_LEVEL: "info",
    ...options.env,
  };
  const web = startServer(origin, { ...env, ...provider.envOf(-1), PROCESS: "web", LOG_LEVEL: "warn" });
  await web.ready();
  const fleet = await startFleet(
    WORKERS.map((name, place) => ({ name, env: { ...env, PROCESS: "worker", ...provider.envOf(place) } })),
  );
  stage.fleet = fleet;
  for (const name of ["nilsen", "rival"]) {
    const company = await foundCompany(origin, name, options.style ?? AT_ONCE, options.transport);
    const [row] = await database.ask<{ id: string }>("select id from workspaces where name = $1", [name]);
    companies.push({ ...company, workspaceId: row?.id ?? "" });
  }

  return {
    companies,
    strikes,
    nemesis,
    fleet,
    wakeAll: async () => {
      await database.ask(
        `select graphile_worker.add_job('send_inbox', json_build_object('workspaceId', workspace_id, 'inboxId', id),
           job_key => 'crash:' || turn || ':' || id)
         from inbox_connections, generate_series(1, 2) turn
         where exists (select 1 from send_jobs j where j.inbox_id = inbox_connections.id
           and j.status in ('scheduled', 'preparing', 'prepared'))`,
      );
    },
    enqueue: async (task, payload = {}) => {
      await database.ask("select graphile_worker.add_job($1, $2::json)", [task, JSON.stringify(payload)]);
    },
    stop: async () => {
      await theFleet().stop();
      if (web.isRunning()) await web.end("SIGTERM");
      await provider.close();
      await database.stop();
      await wait(10);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
