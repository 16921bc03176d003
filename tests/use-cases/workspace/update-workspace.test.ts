import { describe, expect, it } from "vitest";
import { newId } from "../../../app/domain/ids.ts";
import { loadFrame } from "../../../app/use-cases/workspace/load-frame.server.ts";
import { readWorkspace } from "../../../app/use-cases/workspace/read-workspace.server.ts";
import { updateWorkspace } from "../../../app/use-cases/workspace/update-workspace.server.ts";
import { timeZoneNames, workspaceInput } from "../../../app/use-cases/workspace/workspace-input.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const app = testApp(db);

const parsed = workspaceInput.parse({
  name: " Acme ",
  timeZone: "Europe/Berlin",
  postalAddress: "Street 1\r\n10115 Berlin",
});

describe("workspace settings", () => {
  it("are stored, and no other workspace's are touched", async () => {
    const [own, other] = [await insertWorkspace(db), await insertWorkspace(db, { name: "Other" })];
    await updateWorkspace(app, own, parsed);
    expect(await readWorkspace(app, own)).toMatchObject({
      name: "Acme",
      timeZone: "Europe/Berlin",
      postalAddress: "Street 1\n10115 Berlin",
    });
    expect(await readWorkspace(app, other)).toMatchObject({ name: "Other", timeZone: "UTC" });
  });

  it("leave an audit event that names fields, not values, and none when nothing changed", async () => {
    const own = await insertWorkspace(db);
    await updateWorkspace(app, own, parsed);
    await updateWorkspace(app, own, parsed);
    const { rows } = await db.pool.query("select action, change from audit_events where workspace_id = $1", [
      own.workspaceId,
    ]);
    expect(rows).toEqual([{ action: "workspace.updated", change: { fields: ["timeZone", "postalAddress"] } }]);
  });

  it("are refused to a plain member", async () => {
    const own = await insertWorkspace(db);
    await expect(updateWorkspace(app, { ...own, role: "member" }, parsed)).rejects.toMatchObject({ code: "forbidden" });
  });

  it.each(["+01:00", "Mars/Olympus", "", "europe berlin"])("refuse the time zone %j", (timeZone) => {
    expect(workspaceInput.safeParse({ name: "x", timeZone }).success).toBe(false);
  });

  it("offer every zone that they accept", () => {
    const names = timeZoneNames("Asia/Calcutta");
    expect(names.length).toBeGreaterThan(400);
    expect(names).toEqual(expect.arrayContaining(["UTC", "Europe/Berlin", "Asia/Calcutta"]));
    expect(names.filter((timeZone) => !workspaceInput.safeParse({ name: "x", timeZone }).success)).toEqual([]);
  });
});

describe("frame of the pages", () => {
  it("names inboxes in trouble first", async () => {
    const own = await insertWorkspace(db);
    for (const [email, status] of [
      ["a@acme.test", "active"],
      ["b@acme.test", "paused"],
      ["c@acme.test", "disconnected"],
    ]) {
      await db.pool.query(
        "insert into inbox_connections (workspace_id, id, provider, email, status, status_reason) values ($1, $2, 'gmail', $3, $4, 'why')",
        [own.workspaceId, newId(), email, status],
      );
    }
    const frame = await loadFrame(app, own);
    expect(frame.inboxes.map((inbox) => inbox.status)).toEqual(["disconnected", "paused", "active"]);
    expect((await loadFrame(app, await insertWorkspace(db))).inboxes).toEqual([]);
  });
});
