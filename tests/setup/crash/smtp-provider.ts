/** Real mail servers (Postfix, Dovecot) as the provider, with a relay before each: a connection's port tells the worker. */
import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../../../sandbox/start.ts";
import type { Person } from "../../../scripts/http-person.ts";
import { makeCertificates } from "../mail-servers/authority.ts";
import { type MailServers, PASSWORD, startMailServers } from "../mail-servers/start-mail-servers.ts";
import { NO_CALL } from "./calls.ts";
import type { Answer, Passing } from "./http-relay.ts";
import { startImapRelay } from "./imap-relay.ts";
import type { Provider, Stage } from "./provider.ts";
import { headerIn } from "./read-rows.ts";
import { startSmtpRelay } from "./smtp-relay.ts";
import type { LedgerMail } from "./strike-world.ts";
import type { Refusal, Transport } from "./transport.ts";
import { processOfPort } from "./whose-port.ts";

const PORTS = { smtp: 465, imap: 993 };
const CONNECT_ATTEMPTS = 8;
/** Each company's own. Its queue goes mail by mail, so that few mailboxes make a thin stream. */
const BOXES = 5;
/** A mailbox is never quite empty: a folder without a message is not searched. */
const WELCOME = "From: host@lead.test\r\nMessage-ID: <welcome@lead.test>\r\nSubject: Welcome\r\n\r\nHello.\r\n";

type Programs = Parameters<typeof startMailServers>[0];

export function smtp(programs: Programs): Transport {
  // Beside the servers, so that the relays have the usual ports too.
  const relayAddress = `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;
  return {
    name: "smtp",
    variable: "",
    connect: (person, email) => connectServers(person, email, relayAddress),
    inboxesOf: boxesOf,
    leadAddress: (name) => `${name}@lead.test`,
    // Each mail waits for the server's own copy before ours is filed.
    leadsPerCampaign: 40,
    ticksPerHour: 8,
    callOf: () => NO_CALL,
    draftOf: () => null,
    refusal: refusalOf,
    edit: null,
    send: () => ({ method: "GET", path: "/", body: undefined }),
    hasReadBack: false,
    without: { ks: ["K2", "K3", "K13"], because: "there are no drafts" },
    settlesLater: false,
    async open(stage) {
      const boxes = [...boxesOf("nilsen"), ...boxesOf("rival")];
      const servers = await startMailServers(programs, boxes);
      for (const email of boxes) servers.drop(email, [WELCOME]);
      return openServers(servers, relayAddress, stage);
    },
  };
}

function boxesOf(company: string): string[] {
  return Array.from({ length: BOXES }, (_, index) => `${company}${index}@acme.test`);
}

async function openServers(servers: MailServers, address: string, stage: Stage): Promise<Provider> {
  const folder = mkdtempSync(join(tmpdir(), "leadbitz-relay-"));
  const { ca, certFile, keyFile } = makeCertificates(folder, address, "relay");
  const authorities = join(folder, "authorities.pem");
  writeFileSync(authorities, `${ca}\n${servers.ca}`);
  const sandbox = await startSandbox({ port: 0, seed: "crash" });
  const certificate = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  const meet = async (callerPort: number, passing: Passing) => {
    const slots = stage.fleet?.slots ?? [];
    const callerPid = processOfPort(
      callerPort,
      slots.map((slot) => slot.pid()),
    );
    const worker = slots.find((slot) => slot.pid() === callerPid);
    if (worker && stage.nemesis) {
      await stage.nemesis.meet(worker, { ...passing, call: { ...passing.call, callerPid: worker.pid() } });
      // The web server's own look at the servers, or a worker that has just ended.
    } else await passing.answer(await passing.forward());
  };
  const relayOf = (port: number) => ({ address, port, target: { host: servers.address, port }, certificate, meet });
  const relays = await Promise.all([startSmtpRelay(relayOf(PORTS.smtp)), startImapRelay(relayOf(PORTS.imap))]);
  return {
    sandboxUrl: sandbox.url,
    envOf: () => ({ NODE_EXTRA_CA_CERTS: authorities }),
    ledger: async (mailbox) =>
      servers
        .deliveredToOthers()
        .map((mail) => ledgerMail(mail.toString("latin1").replace(/\r?\n/g, "\r\n")))
        .filter((mail) => !mailbox || mail.mailbox === mailbox),
    draftsLeft: async () => 0,
    reply: async ({ mailbox, mail, text }) => servers.drop(mailbox, [replyTo(mail, text)]),
    fileCopy: async (message) => servers.drop(ledgerMail(message).mailbox, [message], "Sent"),
    close: async () => {
      for (const relay of relays) await relay.close();
      await sandbox.close();
      await servers.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function replyTo(mail: LedgerMail, text: string): string {
  const head = [
    `From: ${mail.to}`,
    `To: ${mail.mailbox}`,
    `Message-ID: <${randomUUID()}@lead.test>`,
    `Date: ${new Date().toUTCString()}`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${mail.messageId}`,
    `Subject: Re: ${mail.subject}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${text}\r\n`;
}

function ledgerMail(raw: string): LedgerMail {
  return {
    id: headerIn(raw, "Message-ID"),
    mailbox: /<?([^<>\s]+@[^<>\s]+)>?$/.exec(headerIn(raw, "From"))?.[1] ?? "",
    to: headerIn(raw, "Delivered-To"),
    subject: headerIn(raw, "Subject"),
    threadId: "",
    messageId: headerIn(raw, "Message-ID"),
    acceptedAt: "",
    raw,
  };
}

async function connectServers(person: Person, email: string, address: string): Promise<void> {
  const login = { user: email, password: PASSWORD };
  const servers = {
    email,
    smtp: { host: address, port: PORTS.smtp, secure: true, ...login },
    imap: { host: address, port: PORTS.imap, secure: true, ...login },
  };
  // Servers of a busy machine may take longer than a divided time-out; a person tries again.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await person.call("POST", "/api/inboxes/smtp", servers);
      return;
    } catch (error) {
      if (attempt === CONNECT_ATTEMPTS) throw error;
    }
  }
}

/** As servers of the field say it. Source: RFC 3463, RFC 5321 4.2 */
function refusalOf(kind: Refusal): Answer {
  const text = {
    throttled: "451 4.7.1 Sending rate limit reached, try again later",
    quota: "550 5.4.5 Daily user sending limit exceeded",
    invalid: "550 5.1.1 Recipient address rejected: User unknown",
    too_large: "552 5.3.4 Message size exceeds fixed limit",
    unauthorized: "530 5.7.0 Authentication required",
    trouble: "450 4.2.0 Service is busy",
  }[kind];
  return { status: Number(text.slice(0, 3)), headers: {}, body: Buffer.from(`${text}\r\n`) };
}
