/**
 * Mails per second of one process from the queue to "sent" with its Message-ID read back, ten inboxes at once, gap and caps
 * off, over a durable embedded database; beside a bare `fetch` loop that makes the same three calls per mail (create draft,
 * send it, read it back) to the same sandbox at the same concurrency, and records nothing.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { sendInbox } from "../app/use-cases/sending/send-inbox.server.ts";
import { openDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { type BenchResult, median, secondsOf } from "./bench.ts";
import { launchPush, openMailbox, pushApp, type Sandbox, startSandboxProcess } from "./push-world.ts";

const INBOXES = 10;
const MAILS_PER_INBOX = 60;
const MAILS = INBOXES * MAILS_PER_INBOX;
const ROUNDS = 3;
const GOAL = 0.5;

export async function benchPush(): Promise<BenchResult[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-bench-"));
  const server = await startEmbedded({ dataDir });
  const sandbox = await startSandboxProcess();
  try {
    const pool = new pg.Pool({ connectionString: server.connectionString, max: 2 });
    pool.on("error", () => undefined);
    await migrate(pool);
    await pool.end();
    const [bare, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round <= ROUNDS; round++) {
      const [bareRate, ourRate] = [await bareRound(sandbox), await ourRound(server.connectionString, sandbox)];
      process.stdout.write(`  ${bareRate.toFixed(0)} mails/s bare, ${ourRate.toFixed(0)} mails/s ours\n`);
      // The first round warms both.
      if (round === 0) continue;
      bare.push(bareRate);
      ours.push(ourRate);
    }
    const [value, yardstick] = [median(ours), median(bare)];
    const ratio = value / yardstick;
    const result = { name: "push", value, unit: "mails/s", yardstick: { name: "bare fetch loop", value: yardstick } };
    return [{ ...result, ratio, goal: `ratio ≥ ${GOAL}`, ok: ratio >= GOAL }];
  } finally {
    await sandbox.stop();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ourRound(connectionString: string, sandbox: Sandbox): Promise<number> {
  const db = openDatabase({ connectionString, maxConnections: 20, onError: () => undefined });
  try {
    const app = pushApp(db, sandbox);
    const { actor, inboxIds } = await launchPush(app, sandbox, { inboxes: INBOXES, mailsPerInbox: MAILS_PER_INBOX });
    let sentCount = 0;
    const seconds = await secondsOf(() =>
      Promise.all(
        inboxIds.map(async (inboxId) => {
          for (let isUnfinished = true; isUnfinished; ) {
            const turn = await sendInbox(app, { workspaceId: actor.workspaceId, inboxId });
            sentCount += turn.sentCount;
            isUnfinished = turn.isUnfinished;
          }
        }),
      ),
    );
    if (sentCount !== MAILS) throw new Error(`${sentCount} of ${MAILS} mails left.`);
    return MAILS / seconds;
  } finally {
    await db.close();
  }
}

async function bareRound(sandbox: Sandbox): Promise<number> {
  const mailboxes = await Promise.all(
    Array.from({ length: INBOXES }, (_, index) =>
      openMailbox(sandbox, `bare${index}-${Math.round(performance.now())}@acme.test`),
    ),
  );
  const seconds = await secondsOf(() =>
    Promise.all(mailboxes.map(({ accessToken }) => bareLoop(sandbox, accessToken))),
  );
  return MAILS / seconds;
}

async function bareLoop(sandbox: Sandbox, accessToken: string): Promise<void> {
  const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
  const ask = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}/gmail/v1/users/me/${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  for (let index = 0; index < MAILS_PER_INBOX; index++) {
    const raw = Buffer.from(MIME.replace("{n}", String(index))).toString("base64url");
    const draft = await ask("POST", "drafts", { message: { raw } });
    const sent = await ask("POST", "drafts/send", { id: draft.id });
    await ask("GET", `messages/${sent.id}?format=metadata&metadataHeaders=Message-ID`);
  }
}

const MIME = [
  "From: Ana <ana@acme.test>",
  "To: silent{n}@company.example",
  "Subject: Hello Ana",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "A question for Company, and what it would take to answer it this week.",
].join("\r\n");
