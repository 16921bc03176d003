/** The production build as one would run it: its own process, its own database, the sandbox as provider, a clock that is moved by hand. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { startSandbox } from "../../../sandbox/start.ts";
import { appEnvironment } from "../../../scripts/local-world.ts";
import { freePort, startPart, stopPart, waitFor } from "../../../scripts/tools.ts";

/** One mail as the provider accepted it. */
export type AcceptedMail = { id: string; to: string; subject: string; text: string; unsubscribeUrl: string };

export type RunningApp = {
  origin: string;
  sandboxUrl: string;
  /** Talks to the sandbox as the outside world: people answer, mail arrives. */
  control<T>(name: string, body?: unknown): Promise<T>;
  /** The provider's ledger of a mailbox, oldest first. */
  accepted(mailbox: string): Promise<AcceptedMail[]>;
  stop(): Promise<void>;
};

export async function startRunningApp(): Promise<RunningApp> {
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-browser-"));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const sandbox = await startSandbox({ port: 0, clockUrl: `${origin}/api/demo/clock`, seed: "browser" });
  const world = { port, sandboxPort: Number(new URL(sandbox.url).port), dataDir };
  const server = startPart(["--enable-source-maps", "build/server.js"], {
    env: { ...appEnvironment(world), NODE_ENV: "production", LEADBITZ_DEMO: "1", LEADBITZ_CLOCK: "virtual" },
  });
  // The server has a process group of its own; it must not outlive a run that was cut off.
  const endWithRun = () => server.kill("SIGTERM");
  process.once("exit", endWithRun);
  const stop = async () => {
    process.off("exit", endWithRun);
    await stopPart(server);
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await waitFor(`${origin}/readyz`, server);
  } catch (error) {
    await stop();
    throw error;
  }
  const control = async <T>(name: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}/_control/${name}`, init);
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const accepted = async (mailbox: string) => {
    const { items } = await control<{ items: StoredMail[] }>(`messages?mailbox=${encodeURIComponent(mailbox)}`);
    return Promise.all(items.map(readMail));
  };
  return { origin, sandboxUrl: sandbox.url, control, accepted, stop };
}

type StoredMail = { id: string; to: string; subject: string; raw: string };

async function readMail({ id, raw }: StoredMail): Promise<AcceptedMail> {
  const mail = await PostalMime.parse(Buffer.from(raw, "latin1"));
  const list = mail.headers.find((header) => header.key === "list-unsubscribe")?.value ?? "";
  return {
    id,
    to: mail.to?.map((person) => person.address).join(", ") ?? "",
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    unsubscribeUrl: /<(https?:[^>]+)>/.exec(list)?.[1] ?? "",
  };
}
