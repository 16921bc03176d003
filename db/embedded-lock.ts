/** One server per data directory: two would stop each other's database. A dead owner's lock is taken over. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Takes the lock and answers how to give it back; throws when a living process holds it. */
export function lockDirectory(dataDir: string): () => void {
  const path = join(dataDir, "leadbitz.lock");
  const mine = describe(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, mine, { flag: "wx" });
      return () => {
        if (read(path) === mine) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = read(path);
      const pid = Number(holder.split(" ")[0]);
      if (pid !== process.pid && describe(pid) === holder && holder !== "") {
        throw new Error(`${dataDir} is in use by process ${pid}. Stop it first, or set DATA_DIR to another folder.`);
      }
      rmSync(path, { force: true });
    }
  }
  throw new Error(`${dataDir} cannot be locked: another process takes the lock at the same time.`);
}

/** A process and its birth, so that a reused id is not taken for the owner. Empty when there is no such process. */
function describe(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch {
    // No such process: that is the answer.
    return "";
  }
  return `${pid} ${birthOf(pid)}`;
}

function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    // Not Linux: the process id alone must do.
    return "";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The holder let go in the meantime.
    return "";
  }
}
