import { parseCrontab } from "graphile-worker";
import { describe, expect, it } from "vitest";
import { isOfTheQueue } from "../../jobs/worker.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("an error that nobody awaited", () => {
  it("is the queue's when it came out of graphile-worker, and the server's own otherwise", () => {
    expect(isOfTheQueue(thrownBy(() => parseCrontab("not a line of a crontab")))).toBe(true);
    expect(isOfTheQueue(new Error("The database is away."))).toBe(false);
    expect(isOfTheQueue("no error at all")).toBe(false);
  });
});
