import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseForm } from "../../app/web/parse.server.ts";

const send = (body: BodyInit, headers: HeadersInit = {}) =>
  new Request("http://localhost/x", { method: "POST", body, headers });
const schema = z.object({ name: z.string().min(1, "Enter a name."), days: z.array(z.string()).optional() });

describe("form", () => {
  it("reads fields, and a field sent twice as a list", async () => {
    const body = new URLSearchParams([
      ["name", "Ana"],
      ["days", "1"],
      ["days", "2"],
    ]);
    expect(await parseForm(send(body), schema)).toEqual({ ok: true, value: { name: "Ana", days: ["1", "2"] } });
  });

  it("keeps the values of a refused form, never its password", async () => {
    const body = new FormData();
    body.set("name", "");
    body.set("note", "kept");
    body.set("password", "correct-horse-1");
    body.set("file", new Blob(["x"]), "x.csv");
    expect(await parseForm(send(body), schema)).toEqual({
      ok: false,
      errors: { name: "Enter a name." },
      values: { name: "", note: "kept" },
    });
  });

  it("refuses a body over 1 MB, told or not", async () => {
    const long = `name=${"x".repeat(1024 * 1024)}`;
    const type = { "Content-Type": "application/x-www-form-urlencoded" };
    await expect(parseForm(send(long, type), schema)).rejects.toMatchObject({ code: "invalid_input" });
    const stream = new Blob([long]).stream();
    const untold = new Request("http://localhost/x", {
      method: "POST",
      body: stream,
      headers: type,
      duplex: "half",
    } as RequestInit);
    await expect(parseForm(untold, schema)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
