import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { guessMapping } from "../../app/domain/csv-header.ts";
import { readLeadRow } from "../../app/domain/csv-row.ts";
import { readCsv, UNCLOSED_QUOTE } from "../../app/files/read-csv.ts";
import { sniffCsv } from "../../app/files/sniff-csv.ts";

const CASES = join(resolve(process.env.SHARED_DIR ?? "../shared"), "corpora/csv/cases.jsonl");
type Case = { id: string; raw: string; config?: Record<string, unknown>; expected_rows: unknown[] | null };

async function* inParts(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function recordsOf(
  text: string | Uint8Array,
  options: { size?: number; delimiter?: string; encoding?: "utf-8" | "utf-16le" | "windows-1252" } = {},
) {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const records = [];
  const shape = { encoding: options.encoding ?? "utf-8", delimiter: options.delimiter ?? "," } as const;
  for await (const batch of readCsv(inParts(bytes, options.size ?? 1 << 20), shape)) records.push(...batch);
  return records;
}

describe("csv reader", () => {
  it("keeps quoted line breaks and says on which line a record begins", async () => {
    const records = await recordsOf('a,b\r\n"one\r\ntwo\nthree",x\nlast,y');
    expect(records.map((record) => [record.lineNo, record.fields])).toEqual([
      [1, ["a", "b"]],
      [2, ["one\r\ntwo\nthree", "x"]],
      [5, ["last", "y"]],
    ]);
  });

  it("reads the same in chunks of one byte as in one piece", async () => {
    const text = '\ufeffe-mail;n\u00e4me\r\n"a@b.test";"J\u00f6rg ""x"""\r\n\r\nc@d.test;\ud83d\ude00\r\n';
    const whole = await recordsOf(text, { delimiter: ";" });
    expect(whole.map((record) => record.fields)).toEqual([
      ["e-mail", "n\u00e4me"],
      ["a@b.test", 'J\u00f6rg "x"'],
      [""],
      ["c@d.test", "\ud83d\ude00"],
    ]);
    expect(await recordsOf(text, { delimiter: ";", size: 1 })).toEqual(whole);
  });

  it("reads UTF-16 and Windows-1252 cut through characters", async () => {
    expect(
      (await recordsOf(Buffer.from("\ufeffa,\u00fc\nb,\u20ac", "utf-16le"), { encoding: "utf-16le", size: 3 })).map(
        (record) => record.fields,
      ),
    ).toEqual([
      ["a", "\u00fc"],
      ["b", "\u20ac"],
    ]);
    expect(
      (await recordsOf(Buffer.from([97, 44, 0xfc, 10, 98, 44, 0x80]), { encoding: "windows-1252", size: 1 })).map(
        (record) => record.fields,
      ),
    ).toEqual([
      ["a", "\u00fc"],
      ["b", "\u20ac"],
    ]);
  });

  it.each([1, 7, 1 << 20])(
    "loses one line, not the file, to a quote that never closes (chunks of %i)",
    async (size) => {
      const records = await recordsOf('a,b\n1,"open\n2,x\n3,y\n', { size });
      expect(records.map((record) => [record.lineNo, record.fields, record.problem])).toEqual([
        [1, ["a", "b"], undefined],
        [2, ['1,"open'], UNCLOSED_QUOTE],
        [3, ["2", "x"], undefined],
        [4, ["3", "y"], undefined],
      ]);
    },
  );

  it("goes on after a quote that stays open for half a megabyte", async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `${index},some text here`);
    const records = await recordsOf(`h,t\n0,"open\n${rows.join("\n")}\n`, { size: 64 * 1024 });
    expect(records.length).toBe(40_002);
    expect(records.filter((record) => record.problem !== undefined).map((record) => record.lineNo)).toEqual([2]);
    expect(records.at(-1)?.lineNo).toBe(40_002);
  });

  it("ends on a file of nothing but quotes", async () => {
    expect((await recordsOf('"')).map((record) => record.problem)).toEqual([UNCLOSED_QUOTE]);
    expect((await recordsOf('"\n"a\n'.repeat(200))).length).toBeGreaterThan(0);
  });

  it.skipIf(!existsSync(CASES))("throws on no case of the corpus, and every row is stored or reported", async () => {
    const cases = readFileSync(CASES, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Case);
    expect(cases.length).toBeGreaterThan(100);
    for (const one of cases) {
      const records = await recordsOf(one.raw, { size: 5 });
      const mapping = guessMapping(records[0]?.fields ?? [], []);
      const outcomes = records.slice(1).map((record) => readLeadRow(record.fields, mapping).ok);
      expect(outcomes.length, one.id).toBe(Math.max(records.length - 1, 0));
      expect((await sniffCsv(Buffer.from(one.raw))).ok, one.id).toBe(
        !["papa/CORE/35", "papa/PARSE/49", "papa/CORE/36", "papa/CORE/37"].includes(one.id),
      );
    }
  });
});
