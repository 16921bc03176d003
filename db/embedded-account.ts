/**
 * Postgres refuses to run as root. An ordinary user runs it as himself; root hands it to the account `leadbitz` or
 * `postgres`, or, where that account cannot reach the folders, runs it in a user namespace in which root is nobody.
 */
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, readFileSync } from "node:fs";

export type DatabaseAccount =
  | { kind: "self" }
  | { kind: "switched"; uid: number; gid: number }
  | { kind: "namespace"; command: string; args: string[] };

const NAMES = ["leadbitz", "postgres"];

export function databaseAccount(postgresBinary: string, dataDir: string): DatabaseAccount {
  if (process.getuid?.() !== 0) return { kind: "self" };
  const found = findAccount() ?? (addAccount() ? findAccount() : undefined);
  if (found && canRun(postgresBinary, dataDir, found)) {
    chownSync(dataDir, found.uid, found.gid);
    return { kind: "switched", ...found };
  }
  const namespace: DatabaseAccount = {
    kind: "namespace",
    command: "unshare",
    args: ["--user", "--map-user=65534", "--map-group=65534"],
  };
  const probe = spawnSync(namespace.command, [...namespace.args, postgresBinary, "--version"], { stdio: "ignore" });
  if (probe.status === 0) return namespace;
  throw new Error(
    `Postgres does not run as root, and no other account can reach ${dataDir} and the installed packages. ` +
      "Run LeadBitz as an ordinary user, move it to a folder others may read, or set DATABASE_URL.",
  );
}

function findAccount(): { uid: number; gid: number } | undefined {
  if (!existsSync("/etc/passwd")) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of NAMES) {
    const line = lines.find((fields) => fields[0] === name);
    if (line) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  return undefined;
}

function addAccount(): boolean {
  return spawnSync("useradd", ["--system", "--no-create-home", NAMES[0] ?? ""], { stdio: "ignore" }).status === 0;
}

function canRun(binary: string, dataDir: string, account: { uid: number; gid: number }): boolean {
  return spawnSync(binary, ["--version"], { ...account, cwd: dataDir, stdio: "ignore" }).status === 0;
}
