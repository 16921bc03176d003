/**
 * A harness that is killed cannot tidy up. A shell of its own session waits for the end of its input, which comes with
 * the end of this process however it ends, and stops the database of the folder that is left.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

const WHEN_ALONE = `cat > /dev/null
[ -d "$1" ] || exit 0
pid=$(head -n 1 "$1/postgres/postmaster.pid" 2> /dev/null) && kill -QUIT "$pid" && sleep 3
umount -l "$1" 2> /dev/null
rm -rf "$1"`;

export function guardDatabase(dataDir: string): void {
  const shell = spawn("sh", ["-c", WHEN_ALONE, "guard", dataDir], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
}

/** How a program is started that must not outlive us: the kernel ends it, where setpriv can say so. */
export function boundToUs(command: string, args: string[]): { file: string; args: string[] } {
  const isThere = existsSync("/usr/bin/setpriv");
  return isThere ? { file: "setpriv", args: ["--pdeathsig", "KILL", command, ...args] } : { file: command, args };
}
