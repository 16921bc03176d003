/** What a deed may touch: the database, the provider's control, the people who use the product, and its timing. */
import { setTimeout as wait } from "node:timers/promises";
import type { Person } from "../../../scripts/http-person.ts";
import type { Call } from "./calls.ts";
import type { CrashDatabase } from "./crash-database.ts";
import type { Answer } from "./http-relay.ts";
import type { Provider } from "./provider.ts";
import type { Transport } from "./transport.ts";

export type StruckJob = {
  sendJobId: string;
  status: string;
  workspaceId: string;
  campaignId: string;
  leadId: string;
  inboxId: string;
  stepNo: number;
  toEmail: string;
  fromEmail: string;
  draftId: string | null;
};

/** Real-time intervals of the run, in ms, as app/config.server.ts divides them. */
export type CrashIntervals = {
  divisor: number;
  leaseMs: number;
  httpTimeoutMs: number;
  sweepMs: number;
  verdictMs: number;
  /** How long a posted draft looks like one, where it does (Microsoft). */
  onItsWayMs: number;
};

export type LedgerMail = {
  id: string;
  mailbox: string;
  to: string;
  subject: string;
  threadId: string;
  messageId: string;
  acceptedAt: string;
  raw: string;
};

export type StrikeWorld = {
  isByTheClock: boolean;
  database: CrashDatabase;
  intervals: CrashIntervals;
  providerUrl: string;
  personOf(workspaceId: string): Person;
  transport: Transport;
  /** By what the call says alone. */
  knownJobOf(call: Call): string | null;
  /** Also by what the ledger knows of threads and messages. */
  jobOf(call: Call): Promise<string | null>;
  noteDraft(call: Call, answer: Answer): void;
  readJob(sendJobId: string): Promise<StruckJob>;
  isFinal(sendJobId: string, withinMs: number): Promise<boolean>;
  control<T>(name: string, body?: unknown): Promise<T>;
  /** Everything that the provider ever accepted from a mailbox (or all), oldest first. */
  ledger(mailbox?: string): Promise<LedgerMail[]>;
  draftsLeft(): Promise<number>;
  reply: Provider["reply"];
  fileCopy: Provider["fileCopy"];
};

/** With the time-out of a call well below the settle time of 120 s. */
const ON_ITS_WAY_SECONDS = 60;

export const FINAL = ["sent", "failed", "canceled", "skipped", "uncertain", "held"];

export function openStrikeWorld(options: {
  database: CrashDatabase;
  divisor: number;
  transport: Transport;
  provider: Provider;
  isByTheClock: boolean;
  personOf(workspaceId: string): Person;
}): StrikeWorld {
  const { database, divisor, transport, provider } = options;
  const providerUrl = provider.sandboxUrl;
  const jobOfDraft = new Map<string, string>();
  const ms = (seconds: number) => Math.max(1, Math.round((seconds * 1000) / divisor));

  const knownJobOf = (call: Call) => call.sendJobId ?? (call.draftId ? (jobOfDraft.get(call.draftId) ?? null) : null);

  async function control<T>(name: string, body?: unknown): Promise<T> {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${providerUrl}/_control/${name}`, init);
    if (!response.ok) throw new Error(`_control/${name} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function one(where: string, value: string): Promise<string | null> {
    const rows = await database.ask<{ id: string }>(`select id from send_jobs where ${where} limit 2`, [value]);
    return rows.length === 1 ? (rows[0]?.id ?? null) : null;
  }

  return {
    isByTheClock: options.isByTheClock,
    database,
    intervals: {
      divisor,
      leaseMs: ms(120),
      httpTimeoutMs: ms(30),
      sweepMs: ms(30),
      verdictMs: ms(1_800),
      onItsWayMs: ms(ON_ITS_WAY_SECONDS),
    },
    providerUrl,
    personOf: options.personOf,
    transport,
    knownJobOf,
    jobOf: async (call) => {
      const known = knownJobOf(call);
      if (known) return known;
      if (call.draftId) return one("draft_id = $1", call.draftId);
      if (call.threadId)
        return one("draft_thread_id = $1 and status = 'prepared' and lease_until > now()", call.threadId);
      if (call.messageId)
        return one("provider_message_id = $1 and status = 'sent' and message_id_header is null", call.messageId);
      if (call.toEmail) return one("to_email = $1 and status = 'sending'", call.toEmail);
      // Two inboxes at once in one process: then it cannot be told, and nobody is struck.
      if (call.kind === "greeting" && call.callerPid)
        return one(
          "split_part(lease_owner, ':', 2) = $1 and status = 'sending' and last_post_at is null and lease_until > now()",
          String(call.callerPid),
        );
      return null;
    },
    noteDraft: (call, answer) => {
      const draftId = answer.status < 300 ? transport.draftOf(answer.body) : null;
      if (draftId && call.sendJobId) jobOfDraft.set(draftId, call.sendJobId);
    },
    readJob: async (sendJobId) => {
      const [job] = await database.ask<StruckJob>(
        `select j.id as "sendJobId", j.status, j.workspace_id as "workspaceId", j.campaign_id as "campaignId",
           j.lead_id as "leadId", j.inbox_id as "inboxId", j.step_no as "stepNo", j.to_email as "toEmail",
           i.email as "fromEmail", j.draft_id as "draftId"
         from send_jobs j join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id where j.id = $1`,
        [sendJobId],
      );
      if (!job) throw new Error(`There is no send job ${sendJobId}.`);
      return job;
    },
    isFinal: async (sendJobId, withinMs) => {
      for (const until = Date.now() + withinMs; Date.now() < until; await wait(25)) {
        const [row] = await database.ask<{ status: string }>("select status from send_jobs where id = $1", [sendJobId]);
        if (row && FINAL.includes(row.status)) return true;
      }
      return false;
    },
    control,
    ledger: provider.ledger,
    draftsLeft: provider.draftsLeft,
    reply: provider.reply,
    fileCopy: provider.fileCopy,
  };
}
