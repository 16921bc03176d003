/**
 * A large installation made by SQL alone: 100 workspaces, 1,000 inboxes, 500 running campaigns in twenty zones, every fourth
 * mail a follow-up with its mail before it, and twenty mails due per inbox among all the later ones. Each workspace works in
 * its own zone and writes to every fifth lead in another one; five of ten inboxes rest after a mail.
 */
import pg from "pg";

export const INBOXES = 1_000;
export const DUE = 20_000;
const NOW = "2026-11-24T10:00:00Z";
export const BENCH_NOW = new Date(NOW);

const ZONES = `array['Europe/Berlin','Europe/London','Europe/Paris','Europe/Madrid','Europe/Rome','Europe/Stockholm','Europe/Warsaw','Europe/Zurich',
  'America/New_York','America/Chicago','America/Denver','America/Los_Angeles','America/Toronto','America/Sao_Paulo','America/Mexico_City',
  'Asia/Kolkata','Asia/Singapore','Asia/Tokyo','Australia/Sydney','Pacific/Auckland']`;
const COUNTRIES = `array['DE','GB','FR','ES','IT','SE','PL','CH','US','US','US','US','CA','BR','MX','IN','SG','JP','AU','NZ']`;

/** Foreign keys are not looked up while the rows are made, and the leads go without their search index. */
export async function makeTickWorld(connectionString: string, jobs: number): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (const statement of statementsOf(jobs)) await client.query(statement);
  await client.end();
}

/** A uuid of version 7 that differs late, as those of one import do. */
const id = (kind: string, number: string) =>
  `('0199b2c4-7d1${kind}-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const inboxOf = "((n / 1000 + n) % 1000)";
const zoneOfLead = `(case when n / 50 % 5 = 3 then n / 11 else ${inboxOf} / 10 end % 20)`;
const campaignOf = `(${inboxOf} / 10 * 5 + n / 7 % 5)`;

function statementsOf(jobs: number): string[] {
  const [workspace, isFollowUp] = [id("1", `${inboxOf} / 10`), "(n / 50 % 4 = 0)"];
  const everyDue = jobs / DUE;
  return [
    "set session_replication_role = replica",
    "set synchronous_commit = off",
    "drop index leads_search",
    `insert into workspaces (id, name, postal_address, time_zone) select ${id("1", "n")}, 'Bench', 'Street 1', 'Europe/Berlin' from generate_series(0, 99) n`,
    `insert into inbox_connections (workspace_id, id, provider, email, time_zone, country, window_days, window_start, window_end, cap_per_day, ramp, min_gap_seconds, last_synced_at)
     select ${id("1", "n / 10")}, ${id("2", "n")}, 'gmail', 'person' || n || '@acme.test', (${ZONES})[n / 10 % 20 + 1], (${COUNTRIES})[n / 10 % 20 + 1], '{1,2,3,4,5}', '09:00', '17:00', 50,
       '{"startPerDay": 10, "addPerDay": 5}', 300, '${NOW}' from generate_series(0, 999) n`,
    `insert into campaigns (workspace_id, id, name, status, window_days, window_start, window_end, time_zone_mode, follow_holidays, launched_at)
     select ${id("1", "n / 5")}, ${id("3", "n")}, 'Campaign ' || n, 'active', '{1,2,3,4,5}', '09:00', '17:00', case when n % 2 = 0 then 'lead' else 'inbox' end, n % 3 = 0, '${NOW}' from generate_series(0, 499) n`,
    `insert into inbox_days (workspace_id, inbox_id, local_on, reserved, sent, cap, last_slot_at, last_slot_hash)
     select ${id("1", "n / 10")}, ${id("2", "n")}, ('${NOW}'::timestamptz - day * interval '1 day')::date, case when day = 0 then 3 else 25 end, case when day = 0 then 3 else 25 end, 50,
       '${NOW}'::timestamptz - day * interval '1 day' - case when n % 10 < 5 then interval '2 minutes' else interval '20 minutes' end, n * 7919
     from generate_series(0, 999) n, generate_series(0, 29) day`,
    `insert into inbox_quarters (workspace_id, inbox_id, quarter_at, reserved)
     select ${id("1", "n / 10")}, ${id("2", "n")}, '${NOW}'::timestamptz - quarter * interval '15 minutes', 1
     from generate_series(0, 999) n, generate_series(2, 22) quarter`,
    `insert into suppressions (workspace_id, id, email, reason, source)
     select ${id("1", "n % 100")}, ${id("4", "n")}, 'gone' || n || '@nowhere.test', 'manual', 'bench' from generate_series(0, 9999) n`,
    `insert into leads (workspace_id, id, email, first_name, company_domain, time_zone, time_zone_source, country)
     select ${workspace}, ${id("5", "n")}, 'lead' || n || '@company' || n % 50000 || '.test', 'Ana', 'company' || n % 50000 || '.test',
       (${ZONES})[${zoneOfLead} + 1], 'country', (${COUNTRIES})[${zoneOfLead} + 1] from generate_series(0, ${jobs - 1}) n`,
    `insert into campaign_leads (workspace_id, id, campaign_id, lead_id, inbox_id, position, next_step_no, next_due_at)
     select ${workspace}, ${id("6", "n")}, ${id("3", campaignOf)}, ${id("5", "n")}, ${id("2", inboxOf)}, 0, 1, '${NOW}' from generate_series(0, ${jobs - 1}) n`,
    `insert into send_jobs (workspace_id, id, kind, campaign_id, campaign_lead_id, lead_id, step_no, inbox_id, to_email, idempotency_key, due_at)
     select ${workspace}, ${id("7", "n")}, 'sequence', ${id("3", campaignOf)}, ${id("6", "n")}, ${id("5", "n")}, case when ${isFollowUp} then 2 else 1 end, ${id("2", inboxOf)},
       'lead' || n || '@company' || n % 50000 || '.test', 'seq:' || n || ':2',
       '${NOW}'::timestamptz + case when n % ${everyDue} = 0 then - (n / ${everyDue} % 3600) * interval '1 second' else (1 + n % 43200) * interval '1 minute' end
     from generate_series(0, ${jobs - 1}) n`,
    `insert into send_jobs (workspace_id, id, kind, campaign_id, campaign_lead_id, lead_id, step_no, inbox_id, to_email, idempotency_key, due_at, status, sent_at, message_id_header, provider_message_id, provider_thread_id, usage_on, usage_quarter_at, company_domain, company_on)
     select ${workspace}, ${id("8", "n")}, 'sequence', ${id("3", campaignOf)}, ${id("6", "n")}, ${id("5", "n")}, 1, ${id("2", inboxOf)},
       'lead' || n || '@company' || n % 50000 || '.test', 'seq:' || n || ':1', '${NOW}'::timestamptz - interval '3 days', 'sent', '${NOW}'::timestamptz - interval '3 days',
       '<' || n || '@mail.test>', 'm' || n, 't' || n, ('${NOW}'::timestamptz - interval '3 days')::date, '${NOW}'::timestamptz - interval '3 days',
       'company' || n % 50000 || '.test', ('${NOW}'::timestamptz - interval '3 days')::date
     from generate_series(0, ${jobs - 1}) n where ${isFollowUp}`,
    // As after a night: else the database tidies up while it is measured.
    "vacuum (analyze)",
    "checkpoint",
  ];
}
