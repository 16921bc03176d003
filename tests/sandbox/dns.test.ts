import { Resolver } from "node:dns/promises";
import { afterAll, describe, expect, it } from "vitest";
import { startSandbox } from "../../sandbox/start.ts";

const sandbox = await startSandbox({ port: 0, seed: "dns" });
afterAll(() => sandbox.close());
const resolver = new Resolver({ timeout: 2_000, tries: 1 });
resolver.setServers([sandbox.dnsServer]);
const control = (name: string, body: unknown) =>
  fetch(`${sandbox.url}/_control/${name}`, { method: "POST", body: JSON.stringify(body) });
await control("mailboxes", { email: "ana@acme.test" });

describe("the sandbox's DNS", () => {
  it("answers for the domains of its mailboxes as a real server does", async () => {
    expect(await resolver.resolveTxt("ACME.test")).toEqual([["v=spf1 include:_spf.google.com ~all"]]);
    expect(await resolver.resolveMx("acme.test")).toEqual([{ exchange: "mx.acme.test", priority: 10, type: "MX" }]);
    expect(await resolver.resolve4("mx.acme.test")).toEqual(["127.0.0.1"]);
    const [key] = await resolver.resolveTxt("google._domainkey.acme.test");
    expect(key?.map((part) => part.length)).toEqual([255, (key?.join("").length ?? 0) - 255]);
  });

  it("knows no other names, and says when a name has no such record", async () => {
    await expect(resolver.resolveTxt("other.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(resolver.resolveTxt("mx.acme.test")).rejects.toMatchObject({ code: "ENODATA" });
    await expect(resolver.resolve6("acme.test")).rejects.toMatchObject({ code: "ENODATA" });
  });

  it("publishes what it is told, until it is told to forget it", async () => {
    await control("dns", { name: "Acme.test", type: "TXT", values: ["one", "two"] });
    expect((await resolver.resolveTxt("acme.test")).flat().sort()).toEqual(["one", "two"]);
    await control("dns", { name: "acme.test", type: "TXT", values: null });
    expect(await resolver.resolveTxt("acme.test")).toHaveLength(1);
    expect((await control("dns", { name: "acme.test", type: "NS", values: [] })).status).toBe(400);
  });
});
