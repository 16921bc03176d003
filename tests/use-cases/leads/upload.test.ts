import { describe, expect, it } from "vitest";
import { readUpload, type Upload } from "../../../app/web/upload.server.ts";

function formRequest(parts: (form: FormData) => void): Request {
  const form = new FormData();
  parts(form);
  return new Request("http://localhost/upload", { method: "POST", body: form });
}

async function lengthOf({ fileName, chunks }: Upload) {
  let length = 0;
  for await (const chunk of chunks) length += chunk.length;
  return { fileName, length };
}

describe("upload", () => {
  it("streams the one file of a form and keeps its fields, before and after", async () => {
    const request = formRequest((form) => {
      form.set("before", "1");
      form.set("file", new File(["x".repeat(3_000_000)], "C:\\temp\\leads.csv"));
      form.set("mapping", '{"0":"email"}');
    });
    expect(await readUpload(request, lengthOf)).toEqual({
      taken: { fileName: "leads.csv", length: 3_000_000 },
      fields: { before: "1", mapping: '{"0":"email"}' },
    });
  });

  it("answers though the taker stops early", async () => {
    const request = formRequest((form) => {
      form.set("file", new File(["x".repeat(3_000_000)], "leads.csv"));
      form.set("after", "2");
    });
    const read = await readUpload(request, async ({ chunks }) => {
      for await (const chunk of chunks) return chunk.length > 0;
      return false;
    });
    expect(read).toEqual({ taken: true, fields: { after: "2" } });
  });

  it("says that no file was chosen, and refuses what is no form", async () => {
    expect(
      (
        await readUpload(
          formRequest((form) => form.set("file", new File([], ""))),
          lengthOf,
        )
      ).taken,
    ).toBeUndefined();
    const broken = new Request("http://localhost/upload", {
      method: "POST",
      headers: { "Content-Type": "multipart/form-data" },
      body: "x",
    });
    await expect(readUpload(broken, lengthOf)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("takes a plain body as the file", async () => {
    const request = new Request("http://localhost/upload", {
      method: "POST",
      headers: { "Content-Type": "text/csv" },
      body: "email\n",
    });
    expect(await readUpload(request, lengthOf)).toEqual({ taken: { fileName: "leads.csv", length: 6 }, fields: {} });
  });
});
