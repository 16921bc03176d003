/**
 * K11 of reliability.md: two workers at the same mails, each stopped before every statement that it sends to the
 * database, so before and after every call to the provider too. fast-check finds the orders; leases end at any moment.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import { newId } from "../../../app/domain/ids.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { type DatabaseClient, openDatabase } from "../../../db/client.ts";
import { launchTo, sendingWorld } from "../../setup/sending-world.ts";

const ORDERS = 12;
const CAP = 2;
const LEADS = 3;
const ENDS = ["sent", "scheduled", "held"];

type Gate = () => Promise<unknown>;
const OPEN: Gate = async () => undefined;

const world = await sendingWorld();
const workers = ["A", "B"].map(startWorker);

it("mails everybody once and keeps the cap, in whatever order two workers go on", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.nat({ max: 120 }), { maxLength: 3 }),
      async (scheduler, statementsToLeaseEnd) => {
        const actor = await world.workspace();
        const email = `ana-${newId().slice(-8)}@acme.test`;
        const inboxId = await world.openInbox(actor, email, { min_gap_seconds: 0, cap_per_day: CAP });
        const emails = Array.from({ length: LEADS }, (_, index) => `lea${index}-${newId().slice(-8)}@shop.test`);
        await launchTo(world, actor, { inboxId, emails });
        const turn = { workspaceId: actor.workspaceId, inboxId };

        let count = 0;
        const gate: Gate = async () => {
          await scheduler.schedule(Promise.resolve());
          count += 1;
          if (statementsToLeaseEnd.includes(count)) await endLeases(actor.workspaceId);
        };
        for (const worker of workers) worker.gate = gate;
        await scheduler.waitFor(Promise.all(workers.map(({ app }) => sendInbox(app, turn))));
        for (const worker of workers) worker.gate = OPEN;

        await untilDone(turn);
        const got = (await world.accepted(email)).map((mail) => mail.to);
        expect(new Set(got).size).toBe(got.length);
        expect(got).toHaveLength(CAP);
        const { rows } = await world.db.pool.query<{ to_email: string }>(
          "select to_email from send_jobs where workspace_id = $1 and status = 'sent'",
          [actor.workspaceId],
        );
        expect(rows.map((row) => row.to_email).sort()).toEqual(got.sort());
      },
    ),
    { numRuns: ORDERS },
  );
});

function startWorker(name: string): { app: AppContext; gate: Gate } {
  const db = openDatabase({ connectionString: world.db.connectionString, maxConnections: 4, onError: () => undefined });
  const worker = { app: { ...world.app, db: db as DatabaseClient, workerId: `test:${name}` }, gate: OPEN };
  db.pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const gated = (...args: unknown[]) => worker.gate().then(() => query(...args));
    Object.assign(client, { query: gated });
  });
  return worker;
}

/** Of rows that nobody holds just then. As when the owner was stopped for longer: it goes on, not knowing that another one may own its mail by now. */
async function endLeases(workspaceId: string): Promise<void> {
  await world.db.pool.query(
    `update send_jobs set lease_until = now() - interval '1 second' where workspace_id = $1 and id in (
       select id from send_jobs where workspace_id = $1 and lease_until is not null for update skip locked)`,
    [workspaceId],
  );
}

async function untilDone(turn: { workspaceId: string; inboxId: string }): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await endLeases(turn.workspaceId);
    await sendInbox(world.app, turn);
    const { rows } = await world.db.pool.query<{ status: string }>(
      "select status from send_jobs where workspace_id = $1 and status in ('preparing', 'sending')",
      [turn.workspaceId],
    );
    if (rows.length === 0) return;
  }
  throw new Error(`A mail is still on its way after ten turns (it should be one of ${ENDS.join(", ")}).`);
}
