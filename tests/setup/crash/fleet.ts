/** Worker processes of the real build: each in its place, killed, stopped and followed by a new one at once. */
import { writeFileSync } from "node:fs";
import type { Ended, ServerProcess } from "./server-process.ts";
import { startServer } from "./server-process.ts";

export type WorkerSlot = {
  name: string;
  /** Alive, ready and not held by a signal. */
  isUp(): boolean;
  kill(): Promise<void>;
  /** SIGSTOP: neither lives nor dies until `goOn`. */
  halt(): void;
  goOn(): void;
  /** SIGTERM; the next one starts when it has ended, or before when `isRolling`. */
  retire(options: { isRolling: boolean }): void;
  pid(): number;
};

export type Fleet = {
  slots: WorkerSlot[];
  areAllUp(): boolean;
  upCount(): number;
  /** Deaths that nobody caused, and retirements that did not end well. */
  problems: string[];
  outputs(): string[];
  stop(): Promise<void>;
};

/** What a process said of its own end, and the last of what came before; a report that is cut keeps the first. */
function lastWords(output: string): string {
  const lines = output.split("\n");
  const ofItsEnd = lines.filter((line) => /"event":"server\.(unhandled|stopping|stopped)"|^\S*Error: /.test(line));
  return [...ofItsEnd, ...lines.slice(-40)].join("\n").slice(0, 60_000);
}

export async function startFleet(envs: { name: string; env: NodeJS.ProcessEnv }[]): Promise<Fleet> {
  const problems: string[] = [];
  const processes: ServerProcess[] = [];
  let isStopping = false;

  function openSlot({ name, env }: { name: string; env: NodeJS.ProcessEnv }): {
    slot: WorkerSlot;
    first: Promise<void>;
  } {
    let current: ServerProcess;
    let isReady = false;
    let isHalted = false;

    function follow(): Promise<void> {
      const worker = startServer("", env);
      current = worker;
      processes.push(worker);
      isReady = false;
      void worker.ended.then((ended) => {
        if (!expected.has(worker.pid) && !isStopping) report(ended, worker);
        if (current === worker && !isStopping) void succeed();
      });
      return worker.started().then(
        () => {
          if (current === worker) isReady = true;
        },
        (error: unknown) => {
          if (!expected.has(worker.pid) && !isStopping) throw error;
        },
      );
    }
    const expected = new Set<number>();
    const killed = new Set<number>();

    /** One that does not come up is told of, and followed in its turn when it has ended. */
    const succeed = () => follow().catch((error: unknown) => void problems.push(`Worker ${name}: ${String(error)}`));

    function report({ code, signal }: Ended, worker: ServerProcess): void {
      problems.push(`Worker ${name} ended by itself (${code ?? signal}).\n${lastWords(worker.output())}`);
    }

    const first = follow();
    const slot: WorkerSlot = {
      name,
      isUp: () => isReady && !isHalted && current.isRunning(),
      kill: async () => {
        expected.add(current.pid);
        killed.add(current.pid);
        isReady = false;
        await current.end("SIGKILL");
      },
      halt: () => {
        isHalted = true;
        current.signal("SIGSTOP");
      },
      goOn: () => {
        isHalted = false;
        current.signal("SIGCONT");
      },
      retire: ({ isRolling }) => {
        const old = current;
        expected.add(old.pid);
        isReady = false;
        void old.ended.then(({ code, signal }) => {
          // Two blows may meet the same worker: it is killed while it is ending.
          if (code !== 0 && !killed.has(old.pid))
            problems.push(`Worker ${name} did not end in order (${code ?? signal}).\n${old.output().slice(-2_000)}`);
        });
        if (isRolling) void succeed().then(() => old.signal("SIGTERM"));
        else old.signal("SIGTERM");
      },
      pid: () => current.pid,
    };
    return { slot, first };
  }

  const opened = envs.map(openSlot);
  await Promise.all(opened.map(({ first }) => first));
  const slots = opened.map(({ slot }) => slot);
  return {
    slots,
    areAllUp: () => slots.every((slot) => slot.isUp()),
    upCount: () => slots.filter((slot) => slot.isUp()).length,
    problems,
    outputs: () => processes.map((worker) => worker.output()),
    stop: async () => {
      isStopping = true;
      if (process.env.CRASH_LOGS)
        writeFileSync(process.env.CRASH_LOGS, processes.map((worker) => worker.output()).join("\n=====\n"));
      await Promise.all(
        processes
          .filter((worker) => worker.isRunning())
          .map((worker) => {
            worker.signal("SIGCONT");
            return worker.end("SIGTERM");
          }),
      );
    },
  };
}
