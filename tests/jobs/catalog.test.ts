import type { JobHelpers } from "graphile-worker";
import { parseCrontab } from "graphile-worker";
import { describe, expect, it, vi } from "vitest";
import { handlers, taskList } from "../../jobs/catalog.ts";
import { crontab } from "../../jobs/crontab.ts";
import { payloads } from "../../jobs/payloads.ts";
import { testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";

const db = await testDatabase();
const helpers = { job: { id: "1" } } as unknown as JobHelpers;

describe("the task catalog", () => {
  it("has a handler for every payload and every line of the crontab", () => {
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(payloads).sort());
    const scheduled = parseCrontab(crontab).map((item) => item.task);
    expect(scheduled.length).toBeGreaterThan(3);
    for (const task of scheduled) expect(Object.keys(handlers)).toContain(task);
  });

  it("refuses a payload that does not parse, for good and with the task's name", async () => {
    const app = testApp(db);
    const error = vi.spyOn(app.log, "error");
    await taskList(app).send_inbox?.({ workspaceId: "nonsense" }, helpers);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ event: "job.refused", task: "send_inbox", job_id: "1" }),
    );
  });

  it("takes a missing row as a permanent failure", async () => {
    const app = testApp(db);
    const error = vi.spyOn(app.log, "error");
    const nobody = "019b0000-0000-7000-8000-000000000000";
    await taskList(app).send_inbox?.({ workspaceId: nobody, inboxId: nobody }, helpers);
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ event: "job.failed", task: "send_inbox" }));
  });
});
