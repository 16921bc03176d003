/**
 * A disk of the database's own, in memory, which can be full: it is made as small as what stands on it. Needs Linux and
 * the right to mount; without it the database has an ordinary folder, and a full disk is not among the blows.
 * Source: kernel.org/doc/Documentation/filesystems/tmpfs.rst (size may be changed by remounting)
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIZE = "2g";
const FILL_TRIES = 50;

export type Disk = { fill(): void; free(): void; unmount(): void };

let isPossible: boolean | undefined;

/** Tried once, because a container may forbid it to root as well. */
export function canMountDisk(): boolean {
  isPossible ??= tryMount();
  return isPossible;
}

export function mountDisk(folder: string): Disk | undefined {
  if (!canMountDisk()) return undefined;
  mount(["-o", `size=${SIZE},mode=755`], folder);
  return {
    fill: () => {
      for (let triesLeft = FILL_TRIES; ; triesLeft -= 1) {
        const { blocks, bfree, bsize } = statfsSync(folder);
        const isDone = tryToMount(["-o", `remount,size=${(blocks - bfree) * bsize}`], folder) === undefined;
        if (isDone) return;
        // It is refused when more was written meanwhile than the size that was read.
        if (triesLeft === 0) throw new Error("The disk is written faster than it can be made small.");
      }
    },
    free: () => mount(["-o", `remount,size=${SIZE}`], folder),
    unmount: () => void spawnSync("umount", ["-l", folder]),
  };
}

function tryMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "leadbitz-mount-"));
  const isDone = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "leadbitz", folder]).status === 0;
  if (isDone) spawnSync("umount", [folder]);
  rmdirSync(folder);
  return isDone;
}

function mount(options: string[], folder: string): void {
  const error = tryToMount(options, folder);
  if (error !== undefined) throw new Error(`The disk could not be mounted: ${error}`);
}

/** What the system said against it; undefined when it is done. */
function tryToMount(options: string[], folder: string): string | undefined {
  const done = spawnSync("mount", ["-t", "tmpfs", ...options, "leadbitz", folder]);
  return done.status === 0 ? undefined : done.stderr.toString();
}
