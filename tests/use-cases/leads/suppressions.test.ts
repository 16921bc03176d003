import { describe, expect, it } from "vitest";
import { newId } from "../../../app/domain/ids.ts";
import { addLead } from "../../../app/use-cases/leads/add-lead.server.ts";
import { deleteLead } from "../../../app/use-cases/leads/delete-lead.server.ts";
import { exportLeads } from "../../../app/use-cases/leads/export-leads.server.ts";
import { listLeads } from "../../../app/use-cases/leads/list-leads.server.ts";
import { readLead } from "../../../app/use-cases/leads/read-lead.server.ts";
import { addSuppressions } from "../../../app/use-cases/suppressions/add-suppressions.server.ts";
import { importSuppressions } from "../../../app/use-cases/suppressions/import-suppressions.server.ts";
import { exportSuppressions, listSuppressions } from "../../../app/use-cases/suppressions/list-suppressions.server.ts";
import { removeSuppression } from "../../../app/use-cases/suppressions/remove-suppression.server.ts";
import { findSuppressedEmails } from "../../../db/queries/suppressions.ts";
import { scopeOf } from "../../../db/scope.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const app = testApp(db);
const manual = { reason: "manual", source: "test" } as const;

async function textOf(parts: AsyncIterable<string>) {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

async function* once(text: string) {
  yield Buffer.from(text);
}

describe("suppression list", () => {
  it("covers addresses in any case, domains and their sub-domains, and nothing else", async () => {
    const actor = await insertWorkspace(db);
    const texts = ["Ana@Acme.test", "@blocked.test", "nonsense", "ana@acme.test"].map((text, index) => ({
      lineNo: index + 1,
      text,
    }));
    expect(await addSuppressions(app, actor, { texts, ...manual })).toMatchObject({
      addedCount: 2,
      knownCount: 1,
      refused: [{ lineNo: 3 }],
    });
    const emails = ["ana@acme.test", "bob@acme.test", "x@blocked.test", "x@mail.blocked.test", "x@notblocked.test"];
    expect([...(await findSuppressedEmails(scopeOf(db, actor.workspaceId), emails))]).toEqual([
      "ana@acme.test",
      "x@blocked.test",
      "x@mail.blocked.test",
    ]);
    expect(
      (await listSuppressions(app, actor, { limit: 50, cursor: null, q: "acme" })).items.map((row) => row.value),
    ).toEqual(["ana@acme.test"]);
  });

  it("ends the journeys of the people it covers at once", async () => {
    const actor = await insertWorkspace(db);
    const { leadId } = await addLead(app, actor, { email: "ana@acme.test" });
    const [campaignId, journeyId] = [newId(), newId()];
    await db.pool.query(
      "insert into campaigns (workspace_id, id, name, status, leads_total) values ($1, $2, 'C', 'active', 1)",
      [actor.workspaceId, campaignId],
    );
    await db.pool.query("insert into campaign_leads (workspace_id, id, campaign_id, lead_id) values ($1, $2, $3, $4)", [
      actor.workspaceId,
      journeyId,
      campaignId,
      leadId,
    ]);
    expect(await addSuppressions(app, actor, { texts: [{ lineNo: 1, text: "acme.test" }], ...manual })).toMatchObject({
      addedCount: 1,
      stoppedCount: 1,
    });
    expect((await readLead(app, actor, { leadId })).campaigns).toMatchObject([{ status: "stopped" }]);
    await expect(deleteLead(app, actor, { leadId })).rejects.toMatchObject({ code: "conflict" });
  });

  it("imports a list with or without a header and exports it again", async () => {
    const actor = await insertWorkspace(db);
    expect(
      await importSuppressions(app, actor, { fileName: "a.csv", chunks: once("email\na@x.test\nb@x.test\n") }),
    ).toMatchObject({ ok: true, addedCount: 2 });
    expect(
      await importSuppressions(app, actor, { fileName: "b.csv", chunks: once("x.example\ny.example\nb@x.test\n") }),
    ).toMatchObject({ ok: true, addedCount: 2, knownCount: 1 });
    const text = await textOf(exportSuppressions(app, actor));
    expect(text.trim().split("\r\n").length).toBe(5);
    const other = await insertWorkspace(db);
    expect(await importSuppressions(app, other, { fileName: "c.csv", chunks: once(text) })).toMatchObject({
      ok: true,
      addedCount: 4,
      refused: [],
    });
  });

  it("lets a member take off what was added by hand, and only an admin what a person asked for", async () => {
    const actor = await insertWorkspace(db);
    const member = { ...actor, role: "member" } as const;
    await addSuppressions(app, actor, { texts: [{ lineNo: 1, text: "a@x.test" }], ...manual });
    await addSuppressions(app, actor, {
      texts: [{ lineNo: 1, text: "b@x.test" }],
      reason: "unsubscribe",
      source: "reply",
    });
    await removeSuppression(app, member, { value: "a@x.test" });
    await expect(removeSuppression(app, member, { value: "b@x.test" })).rejects.toMatchObject({ code: "forbidden" });
    await removeSuppression(app, actor, { value: "b@x.test" });
    expect((await listSuppressions(app, actor, { limit: 50, cursor: null })).total).toBe(0);
  });
});

describe("lead list", () => {
  it("pages by key without gaps, finds by parts of words, and shows nothing of others", async () => {
    const [actor, stranger] = [await insertWorkspace(db), await insertWorkspace(db)];
    for (let index = 0; index < 7; index += 1)
      await addLead(app, actor, { email: `lead${index}@acme.test`, firstName: index === 3 ? "100%_Ana" : "Bob" });
    await addLead(app, stranger, { email: "lead0@acme.test" });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listLeads(app, actor, { limit: 3, cursor });
      seen.push(...page.items.map((lead) => lead.email));
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `lead${index}@acme.test`));
    expect((await listLeads(app, actor, { limit: 50, cursor: null, q: "0%_a ead3", isCounted: true })).found).toBe(1);
    expect((await listLeads(app, actor, { limit: 50, cursor: null, q: "bob" })).items.length).toBe(6);
  });

  it("exports without formulas", async () => {
    const actor = await insertWorkspace(db);
    await addLead(app, actor, { email: "a@acme.test", firstName: "=HYPERLINK(1)", phone: "+49 30" });
    expect(await textOf(exportLeads(app, actor, {}))).toContain(`"a@acme.test","'=HYPERLINK(1)"`);
    await expect(addLead(app, actor, { email: "a@acme.test" })).rejects.toMatchObject({ code: "conflict" });
  });
});
