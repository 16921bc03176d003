import { describe, expect, it } from "vitest";
import type { Actor } from "../../../app/domain/actor.ts";
import type { Mapping } from "../../../app/domain/lead-fields.ts";
import { runImport } from "../../../app/use-cases/leads/run-import.server.ts";
import { runUndo } from "../../../app/use-cases/leads/run-undo.server.ts";
import { startImport } from "../../../app/use-cases/leads/start-import.server.ts";
import { storeUpload } from "../../../app/use-cases/leads/store-upload.server.ts";
import { undoImport } from "../../../app/use-cases/leads/undo-import.server.ts";
import { listRejects } from "../../../db/queries/lead-import-rows.ts";
import { getLeadImport, updateLeadImport } from "../../../db/queries/lead-imports.ts";
import { getCounter } from "../../../db/queries/stats.ts";
import { insertSuppressions } from "../../../db/queries/suppressions.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const app = testApp(db);

async function* once(text: string | Buffer) {
  yield Buffer.from(text as string);
}

async function upload(actor: Actor, text: string | Buffer, fileName = "leads.csv") {
  const stored = await storeUpload(app, actor, { fileName, chunks: once(text) });
  if (!stored.ok) throw new Error(stored.reason);
  return stored.importId;
}

async function importText(actor: Actor, text: string, mapping?: Mapping) {
  const importId = await upload(actor, text);
  expect(await startImport(app, actor, { importId, mapping })).toEqual({ ok: true });
  const ran = await runImport(app, { workspaceId: actor.workspaceId, importId });
  if (ran.outcome !== "completed") throw new Error(ran.reason);
  return { importId, counts: ran.counts };
}

async function leadsOf(actor: Actor) {
  const { rows } = await db.pool.query(
    "select email::text, first_name, title, company_domain, country, custom, tags from leads where workspace_id = $1 order by email",
    [actor.workspaceId],
  );
  return rows;
}

function sumOf(counts: {
  rows: number;
  created: number;
  updated: number;
  duplicate: number;
  invalid: number;
  suppressed: number;
}) {
  return counts.created + counts.updated + counts.duplicate + counts.invalid + counts.suppressed;
}

const FILE = [
  "Email,First Name,Job Title,Country",
  "ana@acme.test,Ana,CEO,Germany",
  "not an address,Bob,,",
  "ANA@acme.test,Again,,",
  "no@blocked.test,No,,",
  "sub@mail.blocked.test,Sub,,",
  'stop@acme.test,"St\\op\t""\nnow""",,',
  "",
  'carl@acme.test,"Carl\nJr",,',
  'dora@acme.test,"Dora,,',
  "",
].join("\r\n");

describe("lead import", () => {
  it("ends every row in exactly one outcome, with line and reason", async () => {
    const actor = await insertWorkspace(db);
    const scope = scopeOf(db, actor.workspaceId);
    await inTransaction(scope, (scope) =>
      insertSuppressions(scope, [
        { kind: "domain", domain: "blocked.test", reason: "manual", source: "test" },
        { kind: "email", email: "stop@acme.test", reason: "unsubscribe", source: "test" },
      ]),
    );
    const { importId, counts } = await importText(actor, FILE);
    expect(counts).toEqual({ rows: 8, created: 2, updated: 0, duplicate: 1, invalid: 2, suppressed: 3 });
    expect((await leadsOf(actor)).map((lead) => [lead.email, lead.first_name, lead.country])).toEqual([
      ["ana@acme.test", "Ana", "DE"],
      ["carl@acme.test", "Carl\nJr", null],
    ]);
    const rejects = await listRejects(scope, importId, { limit: 50, cursor: null });
    expect(rejects.items.map((row) => [row.lineNo, row.outcome])).toEqual([
      [3, "invalid"],
      [4, "duplicate"],
      [5, "suppressed"],
      [6, "suppressed"],
      [7, "suppressed"],
      [12, "invalid"],
    ]);
    expect(rejects.items[1]?.reason).toContain("line 2");
    expect(rejects.items[1]?.raw).toEqual(["ANA@acme.test", "Again", "", ""]);
    expect(rejects.items[4]?.raw).toEqual(["stop@acme.test", 'St\\op\t"\nnow"', "", ""]);
    expect(await getCounter(scope, "leads")).toBe(2);
  });

  it("fills blanks of known leads, overwrites nothing, and gives all back on undo", async () => {
    const actor = await insertWorkspace(db);
    const scope = scopeOf(db, actor.workspaceId);
    await importText(actor, "email,first name,title,tags\nana@acme.test,Ana,,a\nbob@acme.test,Bob,CTO,\n");
    const before = await leadsOf(actor);
    const mapping = { 0: "email", 1: "first_name", 2: "title", 3: "tags", 4: "custom:Team" } as const;
    const { importId, counts } = await importText(
      actor,
      "email,first name,title,tags,team\nana@acme.test,Other,CEO,b,Red\nbob@acme.test,,,,\nnew@acme.test,New,,,\nused@acme.test,Used,,,\n",
      mapping,
    );
    expect(counts).toEqual({ rows: 4, created: 2, updated: 1, duplicate: 1, invalid: 0, suppressed: 0 });
    expect((await leadsOf(actor))[0]).toMatchObject({
      first_name: "Ana",
      title: "CEO",
      custom: { Team: "Red" },
      tags: ["a", "b"],
    });
    await importText(actor, "email,title\nused@acme.test,Elsewhere too\n");
    await undoImport(app, actor, { importId });
    const undone = await runUndo(app, { workspaceId: actor.workspaceId, importId });
    expect(undone).toEqual({ outcome: "undone", deleted: 1, restored: 1, kept: 1 });
    expect((await leadsOf(actor)).filter((lead) => lead.email !== "used@acme.test")).toEqual(before);
    expect((await getLeadImport(scope, importId)).reason).toContain("1 also in another import");
    expect(await getCounter(scope, "leads")).toBe(3);
    expect(await runUndo(app, { workspaceId: actor.workspaceId, importId })).toEqual({ outcome: "skipped" });
  });

  it("makes 1,000 leads of the same 1,000 rows imported by four at once", async () => {
    const actor = await insertWorkspace(db);
    const text = `email,name\n${Array.from({ length: 1_000 }, (_, index) => `lead${index}@acme.test,Lead ${index}`).join("\n")}\n`;
    const all = await Promise.all([1, 2, 3, 4].map(() => importText(actor, text)));
    expect(all.reduce((sum, { counts }) => sum + counts.created, 0)).toBe(1_000);
    for (const { counts } of all) expect(sumOf(counts)).toBe(1_000);
    expect((await leadsOf(actor)).length).toBe(1_000);
    expect(await getCounter(scopeOf(db, actor.workspaceId), "leads")).toBe(1_000);
  });

  it("ends the same after a run that was killed half way", async () => {
    const [whole, broken] = [await insertWorkspace(db), await insertWorkspace(db)];
    const text = `email,name\n${Array.from({ length: 500 }, (_, index) => (index % 7 === 0 ? `bad${index},x` : `lead${index % 400}@acme.test,Lead ${index}`)).join("\n")}\n`;
    const expected = await importText(whole, text);
    const importId = await upload(broken, text);
    await startImport(app, broken, { importId });
    const scope = scopeOf(db, broken.workspaceId);
    await updateLeadImport(scope, importId, { status: "running", rows: 300 });
    await db.pool.query("insert into lead_import_rejects values ($1, $2, 1, 2, 'invalid', 'left over', '{}')", [
      broken.workspaceId,
      importId,
    ]);
    await db.pool.query(
      "insert into lead_import_rows (workspace_id, import_id, row_no, line_no, lead_id, email, raw) values ($1, $2, 2, 3, gen_random_uuid(), 'ghost@acme.test', '[]')",
      [broken.workspaceId, importId],
    );
    expect(await runImport(app, { workspaceId: broken.workspaceId, importId })).toEqual({
      outcome: "completed",
      counts: expected.counts,
    });
    expect(await leadsOf(broken)).toEqual(await leadsOf(whole));
    expect(await runImport(app, { workspaceId: broken.workspaceId, importId })).toMatchObject({ outcome: "skipped" });
    expect((await db.pool.query("select from lead_import_rows where import_id = $1", [importId])).rowCount).toBe(0);
  });

  it("runs one import only once though two workers take it", async () => {
    const actor = await insertWorkspace(db);
    const importId = await upload(actor, "email\na@acme.test\nb@acme.test\n");
    await startImport(app, actor, { importId });
    const ran = await Promise.all([1, 2, 3].map(() => runImport(app, { workspaceId: actor.workspaceId, importId })));
    expect(ran.filter((one) => one.outcome === "completed").length).toBe(1);
    expect((await leadsOf(actor)).length).toBe(2);
  });

  it.each([
    ["an empty file", "", "empty"],
    ["a file without addresses", "name,city\nAna,Berlin\n", "e-mail"],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 0, 0, 0, 1, 2]), "not a text file"],
  ])("refuses %s and keeps nothing of it", async (_, bytes, word) => {
    const actor = await insertWorkspace(db);
    const stored = await storeUpload(app, actor, { fileName: "x.csv", chunks: once(bytes) });
    expect(stored.ok ? "" : stored.reason).toContain(word);
    expect(
      (await db.pool.query("select from lead_imports where workspace_id = $1", [actor.workspaceId])).rowCount,
    ).toBe(0);
  });

  it("refuses a mapping without an e-mail column, and a stranger's import is not there", async () => {
    const [actor, stranger] = [await insertWorkspace(db), await insertWorkspace(db)];
    const importId = await upload(actor, "email,name\na@acme.test,Ana\n");
    expect(await startImport(app, actor, { importId, mapping: { 0: null, 1: "full_name" } })).toMatchObject({
      ok: false,
    });
    await expect(startImport(app, stranger, { importId })).rejects.toMatchObject({ code: "not_found" });
    await expect(undoImport(app, stranger, { importId })).rejects.toMatchObject({ code: "not_found" });
  });
});
