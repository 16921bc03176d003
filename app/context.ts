/** What every use case may reach. server.ts makes one and hands it to Remix and to the worker. */
import type { Logger } from "pino";
import type { DatabaseClient } from "../db/client.ts";
import type { Clock } from "./clock.ts";
import type { Config, Secrets } from "./config.server.ts";
import type { SecretBox } from "./credentials/secret-box.ts";
import type { Identity } from "./identity/identity.ts";
import type { Providers } from "./providers/ports.ts";
import type { Simulator } from "./simulation/simulator.ts";

export type AppContext = {
  db: DatabaseClient;
  providers: Providers;
  identity: Identity;
  clock: Clock;
  log: Logger;
  config: Config;
  secrets: Secrets;
  secretBox: SecretBox;
  simulator: Simulator;
  /** Names this process in leases and heartbeats. */
  workerId: string;
  /** Aborted when the process is asked to end: whoever goes from one thing to the next stops between them. */
  stopping: AbortSignal;
};

/** What Remix hands to each loader and action. */
export type LoadContext = { app: AppContext; nonce: string; requestId: string; ip: string };
