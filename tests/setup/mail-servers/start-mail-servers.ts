/**
 * Real mail servers for one test file, on an address of their own in 127.0.0.0/8, so that they have the usual ports
 * and several runs stand side by side. Everything they write is in one temporary folder; they end by their process ids.
 */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import type { ServerSession } from "../../../app/providers/ports.ts";
import type { MailPrograms } from "../../../scripts/find-mail-servers.ts";
import { makeCertificates } from "./authority.ts";
import { prepareDovecot } from "./dovecot.ts";
import { maildirOf, OTHERS, preparePostfix } from "./postfix.ts";

/** The account that owns the mails: nobody. */
const MAIL_UID = 65_534;
const READY_WITHIN_MS = 20_000;
const END_WITHIN_MS = 5_000;
const FOLDERS = ["Sent", "Junk", "Trash", "Drafts"];

export const PASSWORD = "correct horse battery";
/** `bare` has no folder for sent mails. */
export const USERS = { ana: "ana@acme.test", bo: "bo@acme.test", bare: "bare@acme.test" };

export type MailServers = {
  address: string;
  ca: string;
  session(email: string, over?: Partial<ServerSession>): ServerSession;
  /** What was delivered to an address, in no order. */
  delivered(email: string): Buffer[];
  /** What was delivered to everybody without a mailbox of his own, in no order. */
  deliveredToOthers(): Buffer[];
  /** Waits until an address has so many mails. */
  waitForDelivered(email: string, count: number): Promise<Buffer[]>;
  /** Puts many mails into a folder (the inbox) at once, as a delivery would. */
  drop(email: string, mails: string[], folder?: string): void;
  /** A client of the mailbox's owner. */
  asOwner<T>(email: string, work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** What the servers logged. */
  logs(): string;
  stop(): Promise<void>;
};

/** `more` are mailboxes beside those of USERS, each with its folders. */
export async function startMailServers(programs: MailPrograms, more: string[] = []): Promise<MailServers> {
  const address = `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;
  const folder = mkdtempSync(join(tmpdir(), "leadbitz-mail-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "mail"));
  chownSync(join(folder, "mail"), MAIL_UID, MAIL_UID);
  const certificates = makeCertificates(folder, address);
  const emails = [...Object.values(USERS), ...more];
  const users = Object.fromEntries(emails.map((email) => [email, PASSWORD]));
  const postfix = preparePostfix(folder, address, programs, certificates, emails);
  const dovecot = prepareDovecot(folder, address, programs, certificates, users);
  const children = [dovecot, postfix].map(({ command, args }) => start(command, args));
  const watch = guard(children, folder);
  let dropped = 0;
  const logs = () =>
    ["postfix.log", "dovecot.log"]
      .map((name) => join(folder, name))
      .map((path) => (existsSync(path) ? readFileSync(path, "utf8") : ""))
      .join("\n");

  async function stop(): Promise<void> {
    watch.kill("SIGKILL");
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  }

  const servers: MailServers = {
    address,
    ca: certificates.ca,
    session: (email, over = {}) => ({
      email,
      smtp: { host: address, port: 587, isSecure: false, user: email },
      imap: { host: address, port: 993, isSecure: true, user: email },
      password: PASSWORD,
      timeoutMs: 5_000,
      ...over,
    }),
    delivered: (email) => deliveredIn(folder, email),
    deliveredToOthers: () => mailsIn(join(folder, "mail", OTHERS, "Maildir")),
    waitForDelivered: async (email, count) => {
      const until = Date.now() + 10_000;
      while (deliveredIn(folder, email).length < count && Date.now() < until) await pause(25);
      return deliveredIn(folder, email);
    },
    drop: (email, mails, into) => {
      const maildir = join(folder, "mail", maildirOf(email), into ? `.${into}` : "");
      for (const [index, mail] of mails.entries()) {
        dropped += 1;
        const path = join(maildir, "new", `${Date.now()}.${index}_${dropped}.dropped`);
        writeFileSync(path, mail);
        chownSync(path, MAIL_UID, MAIL_UID);
      }
    },
    asOwner: (email, work) => asOwner(servers, email, work),
    logs,
    stop,
  };
  try {
    await Promise.all([25, 465, 587, 143, 993].map((port) => listening(address, port)));
    for (const email of [USERS.ana, USERS.bo, ...more]) {
      await asOwner(servers, email, async (client) => {
        for (const name of FOLDERS) await client.mailboxCreate(name);
      });
    }
  } catch (error) {
    const told = logs();
    await stop();
    throw new Error(`The mail servers did not start: ${String(error)}\n${told}`);
  }
  return servers;
}

async function asOwner<T>(servers: MailServers, email: string, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const auth = { user: email, pass: PASSWORD };
  const tls = { ca: servers.ca };
  const client = new ImapFlow({ host: servers.address, port: 993, secure: true, auth, tls, logger: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

function deliveredIn(folder: string, email: string): Buffer[] {
  const isOwn = Object.values(USERS).includes(email);
  if (isOwn) return mailsIn(join(folder, "mail", maildirOf(email)));
  const others = mailsIn(join(folder, "mail", OTHERS, "Maildir"));
  return others.filter((mail) => mail.toString("latin1").includes(`Delivered-To: ${email}\n`));
}

function mailsIn(maildir: string): Buffer[] {
  return ["new", "cur"]
    .map((name) => join(maildir, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((file) => readFileSync(join(path, file))));
}

function start(command: string, args: string[]): ChildProcess {
  return spawn(command, args, { stdio: "ignore", detached: true });
}

/**
 * A run that is killed cannot end its servers, and these forget a signal bound to their parent's death when they change
 * their account. A shell waits for the end of its input, which comes with ours, and ends their groups.
 */
function guard(children: ChildProcess[], folder: string): ChildProcess {
  const script = 'cat > /dev/null; at=$1; shift; for group; do kill -TERM -- "-$group"; done; sleep 1; rm -rf "$at"';
  const groups = children.flatMap(({ pid }) => (pid === undefined ? [] : [String(pid)]));
  const stdio: StdioOptions = ["pipe", "ignore", "ignore"];
  const shell = spawn("sh", ["-c", script, "guard", folder, ...groups], { stdio, detached: true });
  shell.unref();
  return shell;
}

async function end(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once("exit", () => resolve());
  });
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group is gone already.
    }
  };
  signal("SIGTERM");
  await Promise.race([ended, pause(END_WITHIN_MS)]);
  signal("SIGKILL");
}

async function listening(address: string, port: number): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: address, port }, () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.setTimeout(1_000, () => resolve(false));
    }).catch(() => false);
    if (isThere) return;
    await pause(50);
  }
  throw new Error(`nothing listens on ${address}:${port}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
