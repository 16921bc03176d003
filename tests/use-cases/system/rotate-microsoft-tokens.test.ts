import { afterAll, describe, expect, it } from "vitest";
import { sealInboxTokens } from "../../../app/credentials/inbox-tokens.server.ts";
import { newId } from "../../../app/domain/ids.ts";
import { microsoftMailProvider } from "../../../app/providers/microsoft/microsoft-mail-provider.ts";
import { watchInboxes } from "../../../app/use-cases/system/watch-inboxes.server.ts";
import { startSandbox } from "../../../sandbox/start.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const sandbox = await startSandbox({ port: 0, seed: "rotation" });
afterAll(() => sandbox.close());
const microsoft = microsoftMailProvider({
  clientId: "leadbitz",
  clientSecret: "secret",
  loginBaseUrl: `${sandbox.url}/mslogin`,
  graphBaseUrl: sandbox.url,
});
const app = testApp(db, { providers: { microsoft } });

async function control<T>(name: string, body?: object): Promise<T> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await (await fetch(`${sandbox.url}/_control/${name}`, init)).json()) as T;
}

async function exchanges(): Promise<number> {
  const { counters } = await control<{ counters: { requests: Record<string, number> } }>("state");
  return counters.requests["mslogin POST oauth2/v2.0/token"] ?? 0;
}

describe("a refresh token that changes with each use", () => {
  it("is not lost by four workers that renew at once: one asks, and its answer is kept", async () => {
    const ROUNDS = 5;
    const actor = await insertWorkspace(db);
    const inboxId = newId();
    await control("microsoft", { oldTokenMs: 0 });
    const tokens = await control<{ accessToken: string; refreshToken: string }>("mailboxes", {
      provider: "microsoft",
      email: "ana@office.test",
    });
    const place = { workspaceId: actor.workspaceId, inboxId };
    const sealed = sealInboxTokens(app.secretBox, place, { ...tokens, accessTokenExpiresAt: new Date() });
    await db.pool.query(
      `insert into inbox_connections (workspace_id, id, provider, email, access_token_encrypted, refresh_token_encrypted)
       values ($1, $2, 'microsoft', 'ana@office.test', $3, $4)`,
      [actor.workspaceId, inboxId, sealed.accessTokenEncrypted, sealed.refreshTokenEncrypted],
    );
    const before = await exchanges();
    for (let round = 0; round < ROUNDS; round++) {
      await db.pool.query("update inbox_connections set access_token_expires_at = now()");
      await Promise.all([1, 2, 3, 4].map((worker) => watchInboxes({ ...app, workerId: `worker-${worker}` })));
    }
    const { rows } = await db.pool.query(
      "select status, status_reason, refresh_token_encrypted from inbox_connections",
    );
    expect(rows).toMatchObject([{ status: "active", status_reason: null }]);
    expect(rows[0].refresh_token_encrypted).not.toBe(sealed.refreshTokenEncrypted);
    expect(await exchanges()).toBe(before + ROUNDS);
  });
});
