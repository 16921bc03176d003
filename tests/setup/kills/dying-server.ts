/** A server that dies by plan and is started again at once, until its campaign is done; and what is true afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { startEmbedded } from "../../../db/embedded.ts";
import { startSandbox } from "../../../sandbox/start.ts";
import { appEnvironment } from "../../../scripts/local-world.ts";
import { freePort } from "../../../scripts/tools.ts";
import { type ServerProcess, startServer } from "../crash/server-process.ts";
import { type KillKind, planKills } from "./kill-plan.ts";
import { startKillingProxy } from "./killing-proxy.ts";
import { launchMailing, type Mailing } from "./mailing.ts";
import { openEmbedded } from "./open-embedded.ts";

/** Lease 2 s, time-out of a call 0.5 s, sweep each 0.5 s. */
const INTERVALS_DIVISOR = 60;
const ADVANCE_MS = 3 * 3_600_000;

/** What the row said when the server was dead: `sending` means that the outcome was open. */
export type Death = { kind: KillKind; status: string };

export type LedgerMail = { to: string; subject: string; threadId: string; messageId: string; raw: string };

export type DyingServer = {
  mailing: Mailing;
  deaths: Death[];
  database: pg.Pool;
  /** Moves the clock on, starting the server again after each death, until the campaign is completed. */
  liveOn(withinMs: number): Promise<void>;
  /** Everything the provider ever accepted, oldest first. */
  ledger(): Promise<LedgerMail[]>;
  stop(): Promise<void>;
};

export async function startDyingServer(options: {
  seed: number;
  killCount: number;
  leadCount: number;
  inboxes: string[];
}): Promise<DyingServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-crash-"));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const sandbox = await startSandbox({ port: 0, clockUrl: `${origin}/api/demo/clock`, seed: "crash" });
  await fetch(`${sandbox.url}/_control/people`, { method: "POST", body: JSON.stringify({ default: "silent" }) });
  const deaths: Death[] = [];
  const proxy = await startKillingProxy({
    target: sandbox.url,
    kills: planKills(options.seed, options.killCount),
    kill: async (kind, draftId) => {
      await server.end("SIGKILL");
      const { rows } = await database.query("select status from send_jobs where draft_id = $1", [draftId]);
      deaths.push({ kind, status: String(rows[0]?.status) });
    },
  });
  const env = {
    ...appEnvironment({ port, sandboxPort: Number(new URL(sandbox.url).port), dataDir }),
    GMAIL_BASE_URL: proxy.url,
    LEADBITZ_DEMO: "1",
    LEADBITZ_CLOCK: "virtual",
    LEADBITZ_INTERVALS_DIVISOR: String(INTERVALS_DIVISOR),
  };
  let server: ServerProcess = startServer(origin, env);
  await server.ready();
  const database = openEmbedded(dataDir);
  const mailing = await launchMailing(origin, options);

  /** The server that runs now: started again if it was killed; one that ended otherwise is a failure. */
  async function revive(): Promise<void> {
    await proxy.quiet();
    if (!server.isRunning()) {
      const { code, signal } = await server.ended;
      if (signal !== "SIGKILL") throw new Error(`The server ended by itself (${code ?? signal}).\n${server.output()}`);
      server = startServer(origin, env);
      await server.ready();
    }
    proxy.arm();
  }

  async function isDoneAfterMoving(): Promise<boolean> {
    await mailing.person.call("POST", "/api/demo/clock", { advanceMs: ADVANCE_MS });
    const campaign = await mailing.person.call<{ status: string }>("GET", `/api/campaigns/${mailing.campaignId}`);
    return campaign.status === "completed";
  }

  return {
    mailing,
    deaths,
    database,
    liveOn: async (withinMs) => {
      const until = Date.now() + withinMs;
      for (let isDone = false; !isDone; ) {
        if (Date.now() > until) throw new Error(`The campaign is not completed.\n${server.output()}`);
        await revive();
        const life = server;
        try {
          isDone = await isDoneAfterMoving();
        } catch (error) {
          await proxy.quiet();
          if (life.isRunning()) throw new Error(`A living server failed.\n${life.output()}`, { cause: error });
        }
        // What a dead server left is taken up after its lease, in real time.
        await wait(100);
      }
      await revive();
    },
    ledger: async () => {
      const response = await fetch(`${sandbox.url}/_control/messages`);
      return ((await response.json()) as { items: LedgerMail[] }).items;
    },
    stop: async () => {
      await database.end();
      await server.end("SIGTERM");
      await proxy.close();
      await sandbox.close();
      // A server that was killed last has left its database running.
      await (await startEmbedded({ dataDir })).stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
