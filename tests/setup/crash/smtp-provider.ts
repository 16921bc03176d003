/** Real mail servers (Postfix, Dovecot) as the provider, with one relay before submission: a connection's port tells the worker. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../../../sandbox/start.ts";
import type { Person } from "../../../scripts/http-person.ts";
import { makeCertificates } from "../mail-servers/authority.ts";
import { type MailServers, PASSWORD, startMailServers, USERS } from "../mail-servers/start-mail-servers.ts";
import { NO_CALL } from "./calls.ts";
import type { Answer } from "./http-relay.ts";
import type { Provider, Stage } from "./provider.ts";
import { headerIn } from "./read-rows.ts";
import { startSmtpRelay } from "./smtp-relay.ts";
import type { LedgerMail } from "./strike-world.ts";
import type { Refusal, Transport } from "./transport.ts";
import { processOfPort } from "./whose-port.ts";

/** One of the ports that the product takes, free on the servers' own address. */
const RELAY_PORT = 2525;

type Programs = Parameters<typeof startMailServers>[0];

export function smtp(programs: Programs): Transport {
  let servers: MailServers | undefined;
  return {
    name: "smtp",
    variable: "",
    connect: (person, email) => connectServers(person, email, servers?.address ?? ""),
    inboxesOf: (company) => [company === "nilsen" ? USERS.ana : USERS.bo],
    leadAddress: (name) => `${name}@lead.test`,
    // Two mailboxes, and each mail waits for the server's own copy before ours is filed.
    leadsPerCampaign: 15,
    callOf: () => NO_CALL,
    draftOf: () => null,
    refusal: refusalOf,
    edit: () => ({ method: "GET", path: "/", body: undefined }),
    send: () => ({ method: "GET", path: "/", body: undefined }),
    hasReadBack: false,
    async open(stage) {
      servers = await startMailServers(programs);
      return openServers(servers, stage);
    },
  };
}

async function openServers(servers: MailServers, stage: Stage): Promise<Provider> {
  const folder = mkdtempSync(join(tmpdir(), "leadbitz-relay-"));
  const { ca, certFile, keyFile } = makeCertificates(folder, servers.address, "relay");
  const authorities = join(folder, "authorities.pem");
  writeFileSync(authorities, `${ca}\n${servers.ca}`);
  const sandbox = await startSandbox({ port: 0, seed: "crash" });
  const relay = await startSmtpRelay({
    address: servers.address,
    port: RELAY_PORT,
    target: { host: servers.address, port: 465 },
    certificate: { cert: readFileSync(certFile), key: readFileSync(keyFile) },
    meet: async (port, passing) => {
      const slots = stage.fleet?.slots ?? [];
      const pid = processOfPort(
        port,
        slots.map((slot) => slot.pid()),
      );
      const worker = slots.find((slot) => slot.pid() === pid);
      if (worker && stage.nemesis) await stage.nemesis.meet(worker, passing);
      // The web server's own look at the servers, or a worker that has just ended.
      else await passing.answer(await passing.forward());
    },
  });
  return {
    sandboxUrl: sandbox.url,
    envOf: () => ({ NODE_EXTRA_CA_CERTS: authorities }),
    ledger: async (mailbox) =>
      servers
        .deliveredToOthers()
        .map((mail) => ledgerMail(mail.toString("latin1").replace(/\r?\n/g, "\r\n")))
        .filter((mail) => !mailbox || mail.mailbox === mailbox),
    draftsLeft: async () => 0,
    close: async () => {
      await relay.close();
      await sandbox.close();
      await servers.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
  await person.call("POST", "/api/inboxes/smtp", {
    email,
    smtp: { host: address, port: RELAY_PORT, secure: true, ...login },
    imap: { host: address, port: 993, secure: true, ...login },
  });
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
