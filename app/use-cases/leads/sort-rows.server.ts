import { insertRejects, type RejectedRow, type StagedRow } from "../../../db/queries/lead-import-rows.ts";
import { updateLeadImport } from "../../../db/queries/lead-imports.ts";
import type { Scope } from "../../../db/scope.ts";
import { readLeadRow } from "../../domain/csv-row.ts";
import type { Mapping } from "../../domain/lead-fields.ts";
import type { CsvRecord } from "../../files/read-csv.ts";

type Input = { importId: string; headerRecordNo: number; mapping: Mapping; records: AsyncIterable<CsvRecord[]> };

/** What is kept of a rejected row for its download. */
const MAX_RAW_CELL = 2_000;

/**
 * Sorts the records of a file into good rows, which come out in batches, and bad ones, which are stored with their
 * reason. Blank lines and what stands above the data are no rows. Each batch moves the progress.
 */
export function sortRows(scope: Scope, input: Input): { batches: AsyncGenerator<StagedRow[]>; rowCount(): number } {
  let rowCount = 0;
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
        if (read.ok) good.push({ ...row, lead: read.lead });
        else bad.push({ ...row, outcome: "invalid", reason: read.reason });
      }
      await insertRejects(scope, input.importId, bad);
      await updateLeadImport(scope, input.importId, { rows: rowCount });
      if (good.length > 0) yield good;
    }
  }
  return { batches: batches(), rowCount: () => rowCount };
}

function isBlank(record: CsvRecord): boolean {
  return record.problem === undefined && record.fields.every((field) => field.trim() === "");
}

const cut = (field: string) => field.slice(0, MAX_RAW_CELL);
