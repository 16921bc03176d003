/**
 * The mail servers for tests: Debian's Postfix and Dovecot, found, or installed by apt when we are root. They need root
 * to give their parts to their own accounts; where they cannot run, tests that need them are skipped and counted.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export type MailPrograms = { postfixDaemons: string; dovecot: string };

const POSTFIX = ["/usr/lib/postfix/sbin", "/usr/libexec/postfix"];
const DOVECOT = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"];
const INSTALL_MS = 240_000;

/** Undefined, with the reason on standard error, when tests with real mail servers cannot run here. */
export function findMailServers(): MailPrograms | undefined {
  if (!mayRun()) return skip("they need Linux, root and openssl");
  const found = findPrograms();
  if (!found) return skip("install postfix and dovecot-imapd");
  const version = spawnSync(found.dovecot, ["--version"]).stdout.toString().trim();
  // The configuration file of 2.4 is another one.
  return version.startsWith("2.3.") ? found : skip(`they are written for Dovecot 2.3, this is ${version}`);
}

/** Installs Debian's when there are none and we may; never throws, because tests without them are skipped. */
export function bringMailServers(): void {
  if (!mayRun() || findPrograms() || !existsSync("/usr/bin/apt-get")) return;
  const options = { stdio: "ignore", timeout: INSTALL_MS, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  const install = ["install", "-y", "--no-install-recommends", "postfix", "dovecot-imapd"];
  for (const args of [["update"], install]) spawnSync("apt-get", args, options as Parameters<typeof spawnSync>[2]);
}

function mayRun(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && spawnSync("openssl", ["version"]).status === 0;
}

function findPrograms(): MailPrograms | undefined {
  const postfixDaemons = POSTFIX.find((folder) => existsSync(`${folder}/master`));
  const dovecot = DOVECOT.find((path) => existsSync(path));
  return postfixDaemons && dovecot && existsSync("/usr/lib/dovecot/imap") ? { postfixDaemons, dovecot } : undefined;
}

function skip(reason: string): undefined {
  process.stderr.write(`Tests with real mail servers are skipped: ${reason}.\n`);
  return undefined;
}
