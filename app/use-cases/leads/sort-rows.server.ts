import { insertRejects, type RejectedRow, type StagedRow } from "../../../db/queries/lead-import-rows.ts";
import { updateLeadImport } from "../../../db/queries/lead-imports.ts";
import type { Scope } from "../../../db/scope.ts";
import { readLeadRow } from "../../domain/csv-row.ts";
import { newId } from "../../domain/ids.ts";
import type { Mapping } from "../../domain/lead-fields.ts";
import type { CsvRecord } from "../../files/read-csv.ts";

type Input = { importId: string; headerRecordNo: number; mapping: Mapping; records: AsyncIterable<CsvRecord[]> };

/** What is kept of a rejected row for its download. */
const MAX_RAW_CELL = 2_000;
/** Often enough for a page that asks every second, seldom enough to cost nothing. */
const ROWS_PER_PROGRESS = 5_000;

/**
 * Sorts the records of a file into good rows, which come out in batches, and bad ones, which are stored with their
 * reason. Blank lines and what stands above the data are no rows. The progress moves every few thousand rows.
 */
export function sortRows(scope: Scope, input: Input): { batches: AsyncGenerator<StagedRow[]>; rowCount(): number } {
  let [rowCount, shownCount] = [0, 0];
  async function* batches(): AsyncGenerator<StagedRow[]> {
    for await (const records of input.records) {
      const good: StagedRow[] = [];
      const bad: RejectedRow[] = [];
      for (const record of records) {
        if (record.recordNo <= input.headerRecordNo || isBlank(record)) continue;
        rowCount += 1;
        const row = {
          rowNo: rowCount,
          lineNo: record.lineNo,
          raw: record.fields.some((field) => field.length > MAX_RAW_CELL) ? record.fields.map(cut) : record.fields,
        };
        const read =
          record.problem === undefined
            ? readLeadRow(record.fields, input.mapping)
            : { ok: false as const, reason: record.problem };
        if (read.ok) good.push({ ...row, leadId: newId(), lead: read.lead });
        else bad.push({ ...row, outcome: "invalid", reason: read.reason });
      }
      await insertRejects(scope, input.importId, bad);
      if (rowCount - shownCount >= ROWS_PER_PROGRESS) {
        await updateLeadImport(scope, input.importId, { rows: rowCount });
        shownCount = rowCount;
      }
      if (good.length > 0) yield good;
    }
  }
  return { batches: batches(), rowCount: () => rowCount };
}

function isBlank(record: CsvRecord): boolean {
  return record.problem === undefined && record.fields.every((field) => field.trim() === "");
}

/** Half a character at the cut is none that Postgres could read back. */
const cut = (field: string) => field.slice(0, MAX_RAW_CELL).replace(/[\ud800-\udbff]$/, "");
