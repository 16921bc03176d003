/** The database in the container: started, found again, never started twice, and kept whatever happens to its starter. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbedded } from "../../db/embedded.ts";

const MODULE = join(import.meta.dirname, "../../db/embedded.ts");
const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const asOrdinary = isRoot ? NOBODY : {};
/** The packages may lie in a folder that only root reads. */
const canBeOrdinary = spawnSync(process.execPath, ["--check", MODULE], { ...asOrdinary, stdio: "ignore" }).status === 0;

/** Creating a cluster writes some 40 MB to the disk. */
const SLOW_MS = 60_000;

const dirs: string[] = [];

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "leadbitz-embedded-"));
  dirs.push(dir);
  return dir;
}

afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

describe("an embedded database", () => {
  const dataDir = newDir();
  let starter: ChildProcess;
  let firstPid: number;

  beforeAll(async () => {
    starter = startInChild(dataDir);
    await lineOf(starter);
    firstPid = postmasterPid(dataDir);
    await query(dataDir, "create table notes (text text)");
    await query(dataDir, "insert into notes values ('written before the kill')");
  }, SLOW_MS);

  afterAll(async () => {
    starter.kill("SIGKILL");
    await (await startEmbedded({ dataDir, isDurable: false })).stop();
  });

  it("starts in an empty folder, in UTF-8 whatever the machine's locale", async () => {
    const [row] = await query(
      dataDir,
      "select datcollate, datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'leadbitz'",
    );
    expect(row).toEqual({ datcollate: "C", datlocprovider: "b", datlocale: "C.UTF-8", encoding: "UTF8" });
  });

  it("listens on a socket only", async () => {
    expect(await query(dataDir, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  });

  it("does not run as root", () => {
    expect(ownUid(postmasterPid(dataDir), join(dataDir, "postgres", "postmaster.pid"))).not.toBe(0);
  });

  it("refuses a second server on its folder and names the first one's process", async () => {
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      `${dataDir} is in use by process ${starter.pid}. Stop it first, or set DATA_DIR to another folder.`,
    );
    expect(await query(dataDir, "select text from notes")).toHaveLength(1);
  });

  it("outlives kill -9 of its starter, and the next one goes on with the same server and data", async () => {
    const ended = new Promise((resolve) => starter.once("exit", resolve));
    starter.kill("SIGKILL");
    await ended;
    const next = startInChild(dataDir);
    try {
      await lineOf(next);
      expect(postmasterPid(dataDir)).toBe(firstPid);
      expect(await query(dataDir, "select text from notes")).toEqual([{ text: "written before the kill" }]);
    } finally {
      await stopChild(next);
    }
  });

  it("stops with its starter, and starts again warm with the same data", async () => {
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    expect(existsSync(join(dataDir, "owner.pid"))).toBe(false);
    const again = await startEmbedded({ dataDir, isDurable: false });
    try {
      expect(postmasterPid(dataDir)).not.toBe(firstPid);
      expect(await query(dataDir, "select text from notes")).toHaveLength(1);
    } finally {
      await again.stop();
    }
  });
});

describe("an embedded database of an ordinary user", () => {
  // In a folder that only root may read there is no ordinary user to run as; elsewhere this test always runs.
  (canBeOrdinary ? it : () => undefined)(
    "starts, answers and stops under that user",
    async () => {
      const dataDir = newDir();
      if (isRoot) chownSync(dataDir, NOBODY.uid, NOBODY.gid);
      const starter = startInChild(dataDir, asOrdinary);
      await lineOf(starter);
      expect(await query(dataDir, "select 1 as one")).toEqual([{ one: 1 }]);
      const owner = isRoot ? NOBODY.uid : process.getuid?.();
      expect(ownUid(postmasterPid(dataDir), join(dataDir, "postgres", "postmaster.pid"))).toBe(owner);
      await stopChild(starter);
      expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    },
    SLOW_MS,
  );
});

/** A process of its own that starts the database, says so in one line, and stops it when its input ends. */
function startInChild(dataDir: string, identity: { uid?: number; gid?: number } = {}): ChildProcess {
  const script = `
    import { startEmbedded } from ${JSON.stringify(MODULE)};
    const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, isDurable: false });
    process.stdout.write("started\\n");
    process.stdin.on("end", async () => { await server.stop(); process.exit(0); }).resume();`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: dataDir,
    stdio: ["pipe", "pipe", "inherit"],
    ...identity,
  });
}

function lineOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the starter ended with ${code}`)));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  await ended;
}

/** Lines of postmaster.pid: 1 is the process, 5 the socket's directory. Source: PostgreSQL 18, utils/pidfile.h */
function postmasterLine(dataDir: string, number: number): string {
  return (
    readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8")
      .split("\n")
      [number - 1]?.trim() ?? ""
  );
}

function postmasterPid(dataDir: string): number {
  return Number(postmasterLine(dataDir, 1));
}

async function query(dataDir: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ host: postmasterLine(dataDir, 5), user: "leadbitz", database: "leadbitz" });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** As which user the process sees itself: the owner of its file, seen through its user namespace where it has one. */
function ownUid(pid: number, ownFile: string): number {
  const { uid } = statSync(ownFile);
  if (!existsSync(`/proc/${pid}/uid_map`)) return uid;
  for (const line of readFileSync(`/proc/${pid}/uid_map`, "utf8").trim().split("\n")) {
    const [inside = 0, outside = 0, count = 0] = line.trim().split(/\s+/).map(Number);
    if (uid >= outside && uid < outside + count) return inside + uid - outside;
  }
  return uid;
}
