/** A file of leads as a spreadsheet writes it, and the way through its import. */
import { readFile } from "node:fs/promises";
import { follows, opens, type Person, presses, sees } from "./person.ts";

const HEADER = ["E-Mail", "Vorname", "Nachname", "Betrieb", "Team size"];

export const peopleOf = (domain: string) => ({
  ada: `ada@${domain}`,
  bruno: `bruno@${domain}`,
  clara: `clara@${domain}`,
  dora: `dora@${domain}`,
});

/** Semicolons, a byte order mark, a row without an address in it, one person twice, one without a company. */
export function leadsFile(domain: string): Buffer {
  const { ada, bruno, clara, dora } = peopleOf(domain);
  const rows = [
    HEADER,
    [ada, "Ada", "Ångström", "Fjord Cycles", "12"],
    [bruno, "Bruno", "Bauer", '"Lamps; and more"', "3"],
    ["not-an-address", "Broken", "Row", "Nowhere", "1"],
    [ada.toUpperCase(), "Ada", "Twice", "Fjord Cycles", "12"],
    [clara, "Clara", "Costa", "", "7"],
    [dora, "Dora", "Dahl", "Dahl Paper", "25"],
  ];
  return Buffer.from(`\uFEFF${rows.map((cells) => cells.join(";")).join("\r\n")}\r\n`);
}

export async function uploadLeads(person: Person, name: string, buffer: Buffer): Promise<void> {
  await opens(person, "/app/leads/import");
  await person.page.getByLabel("CSV file").setInputFiles({ name, mimeType: "text/csv", buffer });
  await presses(person, "Upload file");
  await sees(person, "Check the columns");
}

/** Uploads, corrects the column that was not recognised, waits for the end. */
export async function importLeads(person: Person, name: string, buffer: Buffer): Promise<void> {
  await uploadLeads(person, name, buffer);
  await sees(person, "separated by semicolon");
  const { page } = person;
  await page.getByLabel("Betrieb").selectOption({ label: "Company" });
  await page.getByLabel("Team size").selectOption({ label: "Keep as custom field" });
  await presses(person, "Start import");
  await sees(person, "Rejected rows");
}

export async function downloadRejected(person: Person): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([person.page.waitForEvent("download"), follows(person, "Download as CSV")]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}
