import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSandbox } from "../../sandbox/start.ts";
import { mailTo } from "./sandbox-client.ts";

it("keeps mailboxes, tokens and the ledger over a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  const settings = { port: 0, stateFile: join(folder, "state.json"), ledgerFile: join(folder, "ledger.jsonl") };
  const first = await startSandbox(settings);
  const post = async (url: string, body: unknown, token = ""): Promise<Record<string, string>> =>
    (await (
      await fetch(url, { method: "POST", body: JSON.stringify(body), headers: { authorization: `Bearer ${token}` } })
    ).json()) as never;
  const { accessToken = "" } = await post(`${first.url}/_control/mailboxes`, { email: "ada@acme.test" });
  const me = "gmail/v1/users/me";
  const raw = Buffer.from(mailTo("silent@ex.org")).toString("base64url");
  const draft = await post(`${first.url}/${me}/drafts`, { message: { raw } }, accessToken);
  const sent = await post(`${first.url}/${me}/drafts/send`, { id: draft.id }, accessToken);
  await first.close();

  const second = await startSandbox(settings);
  const headers = { authorization: `Bearer ${accessToken}` };
  expect((await fetch(`${second.url}/${me}/messages/${sent.id}`, { headers })).status).toBe(200);
  const page = await (await fetch(`${second.url}/?mailbox=ada@acme.test`)).text();
  expect(page).toContain("silent@ex.org");
  await second.close();
  const lines = readFileSync(settings.ledgerFile, "utf8").trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([sent.id]);
});
