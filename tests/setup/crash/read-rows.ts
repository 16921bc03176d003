/** The ledger's rows as they stand at the end, and the headers of a mail. */
import type { CrashDatabase } from "./crash-database.ts";

export type Row = {
  sendJobId: string;
  status: string;
  reason: string | null;
  campaignId: string;
  leadId: string;
  stepNo: number;
  toEmail: string;
  fromEmail: string;
  lastPostAt: Date | null;
  /** The quarter of an hour, by the application's clock, in which its preflight was passed. */
  clearedAt: Date | null;
};

export function readRows(database: CrashDatabase): Promise<Row[]> {
  return database.ask<Row>(
    `select j.id as "sendJobId", j.status, coalesce(j.reason_detail, j.reason) as reason, j.campaign_id as "campaignId",
       j.lead_id as "leadId", j.step_no as "stepNo", j.to_email as "toEmail", i.email as "fromEmail",
       j.last_post_at as "lastPostAt", j.usage_quarter_at as "clearedAt"
     from send_jobs j join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id`,
  );
}

export function headerIn(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
}
