import pino from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { createEmbeddedIdentity } from "../../app/identity/embedded-identity.ts";
import type { Identity } from "../../app/identity/identity.ts";
import { testDatabase } from "../setup/database.ts";

const { connectionString } = await testDatabase();
const open: Identity[] = [];

function identityWith(secret: string): Identity {
  const identity = createEmbeddedIdentity({
    connectionString,
    appUrl: "http://localhost:3000",
    secret,
    trustedOrigins: ["http://localhost:3000"],
    log: pino({ level: "silent" }),
  });
  open.push(identity);
  return identity;
}

afterAll(() => Promise.all(open.map((identity) => identity.close())));

async function keyIds(identity: Identity): Promise<string[]> {
  const answer = await identity.answer(new Request("http://localhost:3000/api/auth/.well-known/jwks.json"));
  const { keys } = (await answer.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

const ana = { name: "Ana", email: "ana@acme.test", password: "correct-horse-1" };
const BEFORE = "the-secret-of-the-first-day-0123456789";
const AFTER = "the-secret-of-the-next-day-01234567890";

describe("embedded identity", () => {
  it("signs in with a changed SESSION_SECRET, with a key of its own, and with the former one again", async () => {
    const first = identityWith(BEFORE);
    const up = await first.signUp(ana);
    expect(up).toMatchObject({ ok: true, user: { email: "ana@acme.test" } });
    const [firstKey] = await keyIds(first);

    const changed = identityWith(AFTER);
    expect(await changed.signIn(ana)).toEqual(up);
    const changedKeys = await keyIds(changed);
    expect(changedKeys).toHaveLength(1);
    expect(changedKeys).not.toContain(firstKey);
    expect(await changed.signIn({ ...ana, password: "wrong-horse-1" })).toMatchObject({ ok: false });

    const back = identityWith(BEFORE);
    expect(await back.signIn(ana)).toEqual(up);
    expect(await keyIds(back)).toEqual([firstKey]);
  });
});
