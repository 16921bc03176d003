/** One server per folder, whoever died before and however many start at one moment. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lockDirectory } from "../../db/embedded-lock.ts";

const MODULE = join(import.meta.dirname, "../../db/embedded-lock.ts");
const RACERS = 12;
const ROUNDS = 2;
const SLOW_MS = 60_000;

const root = mkdtempSync(join(tmpdir(), "leadbitz-lock-"));
const children = new Set<ChildProcess>();
let dirCount = 0;

function newDir(): string {
  dirCount += 1;
  return mkdtempSync(join(root, `${dirCount}-`));
}

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

describe("a folder's lock", () => {
  it(
    "goes to one of many that start at one moment over the lock of a killed process",
    async () => {
      const dir = newDir();
      for (let round = 0; round < ROUNDS; round++) {
        const dead = racer(dir);
        await lineOf(dead);
        expect(await race(dead)).toBe("won");
        await kill(dead);
        const racers = Array.from({ length: RACERS }, () => racer(dir));
        await Promise.all(racers.map(lineOf));
        const results = await Promise.all(racers.map(race));
        expect(results.filter((result) => result === "won")).toHaveLength(1);
        const refusals = results.filter((result) => result !== "won");
        for (const refusal of refusals) expect(refusal).toMatch(/is in use by/);
        await Promise.all(racers.map(kill));
      }
    },
    SLOW_MS,
  );

  it("is held against a second taker of the same process, and free after it was given back", () => {
    const dir = newDir();
    const unlock = lockDirectory(dir);
    expect(() => lockDirectory(dir)).toThrow(`in use by process ${process.pid}`);
    unlock();
    unlock();
    const again = lockDirectory(dir);
    expect(() => lockDirectory(dir)).toThrow("in use");
    again();
  });

  it("says what is wrong with a folder that cannot be locked", () => {
    expect(() => lockDirectory(join(root, "absent"))).toThrow("absent cannot be locked");
  });
});

/** A process that says when it is ready, takes the lock when told to, says what came of it, and stays. */
function racer(dir: string): ChildProcess {
  const script = `
    import { lockDirectory } from ${JSON.stringify(MODULE)};
    process.stdin.once("data", () => {
      try { lockDirectory(${JSON.stringify(dir)}); process.stdout.write("won\\n"); }
      catch (error) { process.stdout.write(error.message + "\\n"); }
    });
    process.stdout.write("ready\\n");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.add(child);
  return child;
}

function lineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (line: Buffer) => resolve(line.toString().trim()));
    child.once("exit", (code) => reject(new Error(`the racer ended with ${code}`)));
  });
}

function race(child: ChildProcess): Promise<string> {
  const result = lineOf(child);
  child.stdin?.write("go\n");
  return result;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  children.delete(child);
}
