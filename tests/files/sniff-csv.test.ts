import { describe, expect, it } from "vitest";
import { guessMapping } from "../../app/domain/csv-header.ts";
import { sniffCsv } from "../../app/files/sniff-csv.ts";
import { csvLine } from "../../app/files/write-csv.ts";

async function factsOf(bytes: Uint8Array | string) {
  const sniffed = await sniffCsv(Buffer.from(bytes as string));
  if (!sniffed.ok) throw new Error(sniffed.reason);
  return sniffed.facts;
}

describe("csv sniffer", () => {
  it("reads a semicolon file with a byte order mark", async () => {
    const facts = await factsOf("\ufeffVorname;Nachname;E-Mail\nAna;L\u00f6we;ana@acme.test\n");
    expect(facts).toMatchObject({
      encoding: "utf-8",
      delimiter: ";",
      header: ["Vorname", "Nachname", "E-Mail"],
      headerRecordNo: 0,
    });
    expect(guessMapping(facts.header, facts.sample)).toEqual({ 0: "first_name", 1: "last_name", 2: "email" });
  });

  it("takes bytes that are not UTF-8 for Windows-1252", async () => {
    expect((await factsOf(Buffer.from("Name,Email\nJ\u00f6rg,j@acme.test\n", "latin1"))).encoding).toBe("windows-1252");
  });

  it.each(["\t", ";", "|", ","])("finds the delimiter %j though cells hold the others", async (delimiter) => {
    const line = (cells: string[]) => `${cells.map((cell) => `"${cell}"`).join(delimiter)}\n`;
    const text =
      line(["email", "company, inc", "note; more"]) + line(["a@b.test", "Acme, Inc; Co", "x | y\tz"]).repeat(3);
    expect((await factsOf(text)).delimiter).toBe(delimiter);
  });

  it("recognises UTF-16 with and without a mark", async () => {
    expect(await factsOf(Buffer.from("\ufeffemail\tname\na@b.test\tAna\n", "utf-16le"))).toMatchObject({
      encoding: "utf-16le",
      delimiter: "\t",
    });
    expect(await factsOf(Buffer.from("email\tname\na@b.test\tAna\n", "utf-16le").swap16())).toMatchObject({
      encoding: "utf-16be",
      header: ["email", "name"],
    });
  });

  it("steps over LinkedIn's notes above the header", async () => {
    const text = `Notes:\n"When exporting your data, you may notice, that some are missing."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,Lovelace,https://www.linkedin.com/in/ada-l,ada@example.com,Analytical,Engineer,12 Jun 2024\n`;
    expect(await factsOf(text)).toMatchObject({
      headerRecordNo: 3,
      headerLineNo: 4,
      sample: [
        [
          "Ada",
          "Lovelace",
          "https://www.linkedin.com/in/ada-l",
          "ada@example.com",
          "Analytical",
          "Engineer",
          "12 Jun 2024",
        ],
      ],
    });
  });

  it("sees that a file has no header", async () => {
    const facts = await factsOf("ana@acme.test,Ana\nbob@acme.test,Bob\n");
    expect(facts).toMatchObject({ hasHeader: false, headerRecordNo: -1, header: ["Column 1", "Column 2"] });
    expect(guessMapping(facts.header, facts.sample)).toEqual({ 0: "email", 1: null });
  });

  it.each([
    ["an empty file", Buffer.alloc(0), "empty"],
    ["blank lines", Buffer.from("\n\n ,\n"), "no rows"],
    ["a zip", Buffer.from("PK\u0003\u0004abc"), "Excel"],
    ["binary", Buffer.from(Array.from({ length: 900 }, (_, index) => (index * 7) % 256)), "not a text file"],
  ])("refuses %s", async (_, bytes, word) => {
    const sniffed = await sniffCsv(bytes);
    expect(sniffed.ok ? "" : sniffed.reason).toContain(word);
  });
});

describe("csv writer", () => {
  it("quotes everything and disarms what could be a formula", () => {
    expect(csvLine(["=1+1", "+49", "-2", "@x", "\tx", "\uff1d1", 'a"b', null, " =1"])).toBe(
      `"'=1+1","'+49","'-2","'@x","'\tx","'\uff1d1","a""b","","' =1"\r\n`,
    );
  });
});
