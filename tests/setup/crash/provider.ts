/** Where the mails of a run go: a provider with relays before it, one for each worker. */
import { startSandbox } from "../../../sandbox/start.ts";
import type { Fleet } from "./fleet.ts";
import { type Passing, startRelay } from "./http-relay.ts";
import type { Nemesis } from "./nemesis.ts";
import type { LedgerMail } from "./strike-world.ts";
import type { Transport } from "./transport.ts";

export type Provider = {
  /** The sandbox: also the web server talks to it. */
  sandboxUrl: string;
  /** What the worker in this place must know; the web server stands in none. */
  envOf(place: number): { [name: string]: string };
  /** Everything that was ever accepted from a mailbox (or all), oldest first. */
  ledger(mailbox?: string): Promise<LedgerMail[]>;
  /** Drafts that stand in all mailboxes. */
  draftsLeft(): Promise<number>;
  /** The recipient of a mail that was delivered answers it. */
  reply(answer: { mailbox: string; mail: LedgerMail; text: string }): Promise<void>;
  /** A server files the sent mail by itself, where nothing but the submission says so. */
  fileCopy(message: string): Promise<void>;
  close(): Promise<void>;
};

/** Set when they are there: the relays are opened before the workers that call through them. */
export type Stage = { fleet?: Fleet; nemesis?: Nemesis };

/** Two that work, and one that starts again meanwhile. */
export const WORKERS = ["A", "B", "C"];

export async function openSandbox(transport: Transport, stage: Stage): Promise<Provider> {
  const sandbox = await startSandbox({ port: 0, seed: "crash" });
  const meet = async (place: number, passing: Passing) => {
    const worker = stage.fleet?.slots[place];
    if (worker && stage.nemesis) await stage.nemesis.meet(worker, passing);
  };
  const relays = await Promise.all(
    WORKERS.map((_, place) =>
      startRelay({ target: sandbox.url, callOf: transport.callOf, meet: (passing) => meet(place, passing) }),
    ),
  );
  const reply: Provider["reply"] = async ({ mailbox, mail, text }) => {
    const body = JSON.stringify({ mailbox, messageId: mail.id, text, kind: "reply" });
    const response = await fetch(`${sandbox.url}/_control/reply`, { method: "POST", body });
    if (!response.ok) throw new Error(`_control/reply answered ${response.status}: ${await response.text()}`);
  };
  const read = async <T>(name: string) => (await (await fetch(`${sandbox.url}/_control/${name}`)).json()) as T;
  return {
    sandboxUrl: sandbox.url,
    envOf: (place) => ({ [transport.variable]: relays[place]?.url ?? sandbox.url }),
    ledger: async (mailbox) =>
      (await read<{ items: LedgerMail[] }>(mailbox ? `messages?mailbox=${mailbox}` : "messages")).items,
    draftsLeft: async () => {
      const { mailboxes } = await read<{ mailboxes: { drafts: number }[] }>("state");
      return mailboxes.reduce((sum, mailbox) => sum + mailbox.drafts, 0);
    },
    reply,
    fileCopy: async () => undefined,
    close: async () => {
      for (const relay of relays) await relay.close();
      await sandbox.close();
    },
  };
}
