import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { guessMapping } from "../../app/domain/csv-header.ts";

const HEADERS = join(resolve(process.env.SHARED_DIR ?? "../shared"), "corpora/csv/export_headers.jsonl");
type Case = { id: string; header: string[]; row: string[] | null; expected_mapping: Record<string, string> };

describe("csv header", () => {
  it.skipIf(!existsSync(HEADERS))("maps the exports of the field, and never takes a wrong e-mail column", () => {
    const cases = readFileSync(HEADERS, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Case);
    let [columns, right] = [0, 0];
    const wrong: string[] = [];
    for (const one of cases) {
      const mapping = guessMapping(one.header, one.row === null ? [] : [one.row]);
      one.header.forEach((name, column) => {
        const expected = one.expected_mapping[name] ?? null;
        const got = mapping[column] ?? null;
        columns += 1;
        if (got === expected) right += 1;
        else wrong.push(`${one.id} ${name}: ${got} instead of ${expected}`);
        expect(got === "email", `${one.id} ${name}`).toBe(expected === "email");
      });
    }
    expect(right / columns, wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
    expect(wrong).toEqual([]);
  });

  it("does not believe a name that its values contradict", () => {
    expect(
      guessMapping(
        ["Email", "Contact"],
        [
          ["verified", "ana@acme.test"],
          ["bounced", "bob@acme.test"],
        ],
      ),
    ).toEqual({ 0: null, 1: "email" });
  });

  it("leaves a second address alone", () => {
    expect(guessMapping(["Email", "Secondary Email"], [["", "ana@home.test"]])).toEqual({ 0: "email", 1: null });
  });

  it("takes no column twice when two have the same name", () => {
    expect(guessMapping(["email", "email", "__proto__", "constructor"], [])).toEqual({
      0: "email",
      1: null,
      2: null,
      3: null,
    });
  });
});
