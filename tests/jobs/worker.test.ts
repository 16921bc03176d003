import { describe, expect, it } from "vitest";
import { isOfTheQueue } from "../../jobs/worker.ts";

const QUEUE = "    at async release (file:///srv/node_modules/graphile-worker/dist/main.js:330:20)";
const POOL = "    at throwOnDoubleRelease (/srv/node_modules/pg-pool/index.js:12:9)";
const NODE = "    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)";
const OURS = "    at async syncInbox (file:///srv/build/server-NUQTBW4U.js:2538:19)";

function errorAt(...frames: string[]): Error {
  return Object.assign(new Error("nobody awaited it"), { stack: ["Error: nobody awaited it", ...frames].join("\n") });
}

describe("an error that nobody awaited", () => {
  it("is the queue's when it comes out of graphile-worker alone", () => {
    expect(isOfTheQueue(errorAt(POOL, NODE, QUEUE))).toBe(true);
    expect(isOfTheQueue(errorAt(POOL, NODE))).toBe(false);
  });

  it("is ours when a task of ours stands in it, although the queue called the task", () => {
    expect(isOfTheQueue(errorAt(POOL, OURS, QUEUE))).toBe(false);
    expect(isOfTheQueue(new Error("The database is away."))).toBe(false);
    expect(isOfTheQueue("no error at all")).toBe(false);
  });
});
