/** Row types of every table, as stored (snake_case). They stay inside `db`; queries return camelCase shapes. */
import type { ColumnType, Generated } from "kysely";

/** Read as a parsed value, written as JSON text. */
type Json = ColumnType<unknown, string, string>;

export type UsersTable = {
  id: string;
  auth_subject: string;
  email: string;
  name: string;
  time_zone: Generated<string>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type WorkspacesTable = {
  id: string;
  name: string;
  time_zone: Generated<string>;
  postal_address: string | null;
  country_rules: ColumnType<unknown, string | undefined, string>;
  daily_discovery_limit: Generated<number>;
  ai_limit_cents: Generated<number>;
  company_spread: Generated<number | null>;
  sending_stopped_at: Date | null;
  sending_stopped_by: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type WorkspaceMembersTable = {
  workspace_id: string;
  user_id: string;
  role: "owner" | "admin" | "member";
  created_at: Generated<Date>;
};

export type InvitationsTable = {
  workspace_id: string;
  id: string;
  email: string;
  role: "admin" | "member";
  token_hash: Buffer;
  invited_by: string;
  expires_at: Date;
  accepted_at: Date | null;
  created_at: Generated<Date>;
};

export type SessionsTable = {
  id: string;
  token_hash: Buffer;
  user_id: string;
  workspace_id: string;
  expires_at: Date;
  last_seen_at: Generated<Date>;
  created_at: Generated<Date>;
};

export type ApiKeysTable = {
  workspace_id: string;
  id: string;
  name: string;
  prefix: string;
  secret_hash: Buffer;
  scopes: string[];
  created_by: string;
  last_used_at: Date | null;
  revoked_at: Date | null;
  created_at: Generated<Date>;
};

export type InboxConnectionsTable = {
  workspace_id: string;
  id: string;
  provider: "gmail" | "microsoft" | "smtp";
  email: string;
  send_as: string | null;
  display_name: Generated<string>;
  signature: Generated<string>;
  time_zone: Generated<string>;
  country: string | null;
  access_token_encrypted: string | null;
  access_token_expires_at: Date | null;
  refresh_token_encrypted: string | null;
  token_lease_until: Date | null;
  smtp_host: string | null;
  smtp_port: number | null;
  smtp_secure: boolean | null;
  smtp_user: string | null;
  imap_host: string | null;
  imap_port: number | null;
  imap_secure: boolean | null;
  imap_user: string | null;
  password_encrypted: string | null;
  scopes: Generated<string[]>;
  status: Generated<"active" | "paused" | "disconnected">;
  status_reason: string | null;
  cap_per_day: Generated<number>;
  ramp: ColumnType<unknown, string | null, string | null>;
  ramp_days_back: Generated<number>;
  ramp_stepped_back_at: Date | null;
  window_days: Generated<number[]>;
  window_start: Generated<string>;
  window_end: Generated<string>;
  min_gap_seconds: Generated<number>;
  sync_cursor: string | null;
  last_synced_at: Date | null;
  last_sync_started_at: Date | null;
  send_blocked_until: Date | null;
  send_blocked_reason: string | null;
  noted_status: Generated<"active" | "paused" | "disconnected">;
  seen_evidence: ColumnType<unknown, string | null | undefined, string | null>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type InboxEventsTable = {
  workspace_id: string;
  id: string;
  inbox_id: string;
  kind: "connected" | "resumed" | "paused" | "disconnected" | "limit_answer" | "blocked_answer" | "ramp_stepped_back";
  detail: string;
  at: Date;
  mail_status: Generated<"none" | "waiting" | "sending" | "sent" | "gave_up">;
  mail_fence: Generated<number>;
  mail_doubts: Generated<number>;
  mail_lease_until: Date | null;
};

export type SourceConnectorsTable = {
  workspace_id: string;
  id: string;
  type: "licensed_provider" | "crm";
  provider_key: string;
  enabled: Generated<boolean>;
  config_json: string;
  allowed_usage_note: string | null;
  last_healthcheck_at: Date | null;
  last_error_code: string | null;
  last_error_message: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type IcpProfilesTable = {
  workspace_id: string;
  id: string;
  name: string;
  description: Generated<string>;
  icp_json: ColumnType<unknown, string | undefined, string>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type CampaignsTable = {
  workspace_id: string;
  id: string;
  name: string;
  status: Generated<"draft" | "active" | "paused" | "completed" | "archived">;
  icp_profile_id: string | null;
  time_zone: string | null;
  time_zone_mode: Generated<"lead" | "inbox">;
  window_days: Generated<number[]>;
  window_start: Generated<string>;
  window_end: Generated<string>;
  stop_rules: ColumnType<unknown, string | undefined, string>;
  follow_holidays: Generated<boolean>;
  leads_total: Generated<number>;
  leads_final: Generated<number>;
  launched_at: Date | null;
  completed_at: Date | null;
  created_by: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type CampaignInboxesTable = {
  workspace_id: string;
  campaign_id: string;
  inbox_id: string;
};

export type SourceRunsTable = {
  workspace_id: string;
  id: string;
  campaign_id: string;
  connector_id: string;
  icp_profile_id: string | null;
  run_label: string | null;
  query_json: Json;
  status: Generated<"queued" | "running" | "completed" | "failed" | "partial">;
  stats_json: ColumnType<unknown, string | undefined, string>;
  page_cursor: string | null;
  credits_reserved: Generated<number>;
  credits_spent: Generated<number>;
  reason: string | null;
  started_at: Date | null;
  finished_at: Date | null;
  created_at: Generated<Date>;
};

export type LeadsTable = {
  workspace_id: string;
  id: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
  company_name: string | null;
  company_domain: string | null;
  time_zone: string | null;
  time_zone_source: string | null;
  country: string | null;
  phone: string | null;
  linkedin_url: string | null;
  website: string | null;
  city: string | null;
  industry: string | null;
  tags: Generated<string[]>;
  custom: ColumnType<unknown, string | undefined, string>;
  search_text: ColumnType<string, never, never>;
  erased_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type CandidatesTable = {
  workspace_id: string;
  id: string;
  campaign_id: string;
  source_run_id: string;
  lead_id: string | null;
  person_provider_id: string | null;
  company_provider_id: string | null;
  linkedin_url: string | null;
  email: string | null;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
  seniority: string | null;
  department: string | null;
  company_name: string | null;
  company_domain: string | null;
  company_website: string | null;
  location_json: ColumnType<unknown, string | null, string | null>;
  confidence_score: number | null;
  confidence_reasons: ColumnType<unknown, string | undefined, string>;
  verification_status: Generated<"verified" | "risky" | "invalid" | "unknown">;
  status: Generated<"new" | "approved" | "rejected" | "suppressed">;
  reject_reason: string | null;
  enriched_at: Date | null;
  created_at: Generated<Date>;
};

export type EmailVerificationsTable = {
  workspace_id: string;
  id: string;
  email: string;
  provider_key: string;
  status: "verified" | "risky" | "invalid" | "unknown";
  details_json: ColumnType<unknown, string | undefined, string>;
  checked_at: Date;
};

export type LeadImportsTable = {
  workspace_id: string;
  id: string;
  file_name: string;
  status: Generated<"uploaded" | "queued" | "running" | "completed" | "failed">;
  mapping: ColumnType<unknown, string | undefined, string>;
  file_facts: ColumnType<unknown, string | undefined, string>;
  byte_size: Generated<number>;
  rows: Generated<number>;
  created: Generated<number>;
  updated: Generated<number>;
  duplicate: Generated<number>;
  invalid: Generated<number>;
  suppressed: Generated<number>;
  rows_estimated: number | null;
  reason: string | null;
  undo_status: Generated<"possible" | "running" | "undone" | "impossible">;
  undo_kept: Generated<number>;
  created_by: string | null;
  created_at: Generated<Date>;
  started_at: Date | null;
  finished_at: Date | null;
};

export type LeadImportFilesTable = {
  workspace_id: string;
  import_id: string;
  part_no: number;
  bytes: Buffer;
};

export type LeadImportRowsTable = {
  workspace_id: string;
  import_id: string;
  row_no: number;
  line_no: number;
  lead_id: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
  company_name: string | null;
  company_domain: string | null;
  time_zone: string | null;
  country: string | null;
  phone: string | null;
  linkedin_url: string | null;
  website: string | null;
  city: string | null;
  industry: string | null;
  tags: Generated<string[]>;
  custom: ColumnType<unknown, string | undefined, string>;
  raw: string;
};

export type LeadImportRejectsTable = {
  workspace_id: string;
  import_id: string;
  row_no: number;
  line_no: number;
  outcome: "invalid" | "duplicate" | "suppressed";
  reason: string;
  raw: string[];
};

export type LeadImportChangesTable = {
  workspace_id: string;
  import_id: string;
  lead_id: string;
  before: ColumnType<unknown, string, string>;
};

export type LeadSourcesTable = {
  workspace_id: string;
  id: string;
  candidate_id: string | null;
  lead_id: string | null;
  import_id: string | null;
  was_created: Generated<boolean>;
  source_run_id: string | null;
  record_id: string | null;
  fetched_at: Date;
  allowed_usage_note: string | null;
  lawful_basis: string | null;
};

export type LeadFieldProvenanceTable = {
  workspace_id: string;
  lead_id: string;
  field: string;
  source_id: string;
  value_hash: Buffer;
  created_at: Generated<Date>;
};

export type SuppressionsTable = {
  workspace_id: string;
  id: string;
  email: string | null;
  domain: string | null;
  email_hash: Buffer | null;
  reason: "unsubscribe" | "bounce" | "complaint" | "manual" | "erasure" | "provider_opt_out";
  source: Generated<string>;
  created_at: Generated<Date>;
};

export type SequencesTable = {
  workspace_id: string;
  id: string;
  campaign_id: string;
  version: number;
  created_by: string | null;
  created_at: Generated<Date>;
};

export type SequenceStepsTable = {
  workspace_id: string;
  sequence_id: string;
  step_no: number;
  position: number;
  delay_days: Generated<number>;
  business_days: Generated<boolean>;
  kind: Generated<"email" | "manual">;
};

export type MessageTemplatesTable = {
  workspace_id: string;
  sequence_id: string;
  step_no: number;
  variant: Generated<number>;
  subject: string;
  body: string;
};

export type CampaignLeadsTable = {
  workspace_id: string;
  id: string;
  campaign_id: string;
  lead_id: string;
  sequence_id: string | null;
  inbox_id: string | null;
  status: Generated<"waiting" | "replied" | "bounced" | "unsubscribed" | "completed" | "stopped">;
  status_reason: string | null;
  position: Generated<number>;
  next_step_no: number | null;
  next_due_at: Date | null;
  hold_reason: string | null;
  paused_at: Date | null;
  added_at: Generated<Date>;
  finished_at: Date | null;
};

export type ConversationsTable = {
  workspace_id: string;
  id: string;
  inbox_id: string;
  thread_key: string;
  lead_id: string | null;
  campaign_id: string | null;
  campaign_lead_id: string | null;
  subject: Generated<string>;
  category: "interested" | "not_interested" | "out_of_office" | "referral" | "unsubscribe" | "other" | null;
  class: "bounce" | "complaint" | "auto_reply" | "unsubscribe" | "reply" | "notice" | null;
  match_reason: string | null;
  assignee_id: string | null;
  snoozed_until: Date | null;
  last_message_at: Date;
  last_inbound_at: Date | null;
  is_unread: Generated<boolean>;
  created_at: Generated<Date>;
};

export type MessagesTable = {
  workspace_id: string;
  id: string;
  inbox_id: string;
  conversation_id: string;
  direction: "inbound" | "outbound";
  provider_message_id: string;
  message_id_header: string | null;
  in_reply_to: string | null;
  from_email: Generated<string>;
  from_name: Generated<string>;
  to_emails: Generated<string[]>;
  subject: Generated<string>;
  text_body: Generated<string>;
  html_raw: string | null;
  headers: ColumnType<unknown, string | undefined, string>;
  class: "bounce" | "complaint" | "auto_reply" | "unsubscribe" | "reply" | "notice" | null;
  class_reason: string | null;
  match_reason: string | null;
  category: string | null;
  send_job_id: string | null;
  received_at: Date;
  read_at: Date | null;
  created_at: Generated<Date>;
};

export type InboundFailuresTable = {
  workspace_id: string;
  id: string;
  inbox_id: string;
  provider_message_id: string;
  raw: Buffer | null;
  reason: string;
  created_at: Generated<Date>;
  resolved_at: Date | null;
};

export type SendJobsTable = {
  workspace_id: string;
  id: string;
  kind: "sequence" | "reply" | "test";
  campaign_id: string | null;
  campaign_lead_id: string | null;
  lead_id: string | null;
  step_no: number | null;
  variant: Generated<number>;
  inbox_id: string;
  conversation_id: string | null;
  to_email: string;
  idempotency_key: string;
  status: Generated<
    | "scheduled"
    | "preparing"
    | "prepared"
    | "sending"
    | "sent"
    | "held"
    | "skipped"
    | "canceled"
    | "failed"
    | "uncertain"
  >;
  due_at: Date;
  retry_at: Date | null;
  lease_owner: string | null;
  lease_until: Date | null;
  fence: Generated<number>;
  attempt_no: Generated<number>;
  draft_id: string | null;
  draft_thread_id: string | null;
  history_id_at_prepare: string | null;
  prepared_at: Date | null;
  freshened_at: Date | null;
  last_post_at: Date | null;
  usage_on: string | null;
  usage_quarter_at: Date | null;
  company_domain: string | null;
  company_on: string | null;
  message_id_header: string | null;
  provider_message_id: string | null;
  provider_thread_id: string | null;
  rendered_subject: string | null;
  rendered_body: string | null;
  unsubscribe_token_hash: Buffer | null;
  reason: string | null;
  reason_detail: string | null;
  sent_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type SendAttemptsTable = {
  workspace_id: string;
  id: string;
  send_job_id: string;
  call: "create_draft" | "send_draft" | "reconcile" | "read_back" | "delete_draft" | "freshen" | "submit" | "file_copy";
  fence: number;
  started_at: Date;
  finished_at: Date | null;
  outcome: "ok" | "refused" | "throttled" | "unknown" | "gone" | null;
  detail: string | null;
  provider_request_id: string | null;
};

export type InboxDaysTable = {
  workspace_id: string;
  inbox_id: string;
  local_on: string;
  reserved: Generated<number>;
  sent: Generated<number>;
  cap: number;
  last_slot_at: Date | null;
  last_slot_hash: number | null;
};

export type InboxQuartersTable = {
  workspace_id: string;
  inbox_id: string;
  quarter_at: Date;
  reserved: Generated<number>;
};

export type PlanChangesTable = {
  workspace_id: string;
  id: string;
  send_job_id: string;
  old_at: Date | null;
  new_at: Date | null;
  reason: string;
  created_at: Generated<Date>;
};

/** What a campaign's plan promised at its launch, by day of the inbox. */
export type CampaignPlanDaysTable = {
  workspace_id: string;
  campaign_id: string;
  inbox_id: string;
  planned_on: string;
  planned_count: number;
};

export type DailyStatsTable = {
  workspace_id: string;
  stat_on: string;
  campaign_id: Generated<string>;
  step_no: Generated<number>;
  variant: Generated<number>;
  inbox_id: Generated<string>;
  source: Generated<string>;
  sent: Generated<number>;
  replied: Generated<number>;
  positive: Generated<number>;
  bounced: Generated<number>;
  unsubscribed: Generated<number>;
  complained: Generated<number>;
};

export type CountersTable = {
  workspace_id: string;
  name: string;
  value: Generated<number>;
};

export type BillingAccountsTable = {
  workspace_id: string;
  stripe_customer_id: string | null;
  subscription_id: string | null;
  status: string | null;
  plan: string | null;
  trial_ends_at: Date | null;
  updated_at: Generated<Date>;
};

export type StripeEventsTable = {
  id: string;
  type: string;
  received_at: Generated<Date>;
};

export type UsageCountersTable = {
  key: string;
  window_starts_at: Date;
  used: Generated<number>;
};

export type CostReservationsTable = {
  workspace_id: string;
  id: string;
  purpose: string;
  reserved_cents: number;
  spent_cents: number | null;
  created_at: Generated<Date>;
  settled_at: Date | null;
};

export type AiResultsTable = {
  workspace_id: string;
  key: string;
  result_json: Json;
  created_at: Generated<Date>;
};

export type IdempotencyKeysTable = {
  workspace_id: string;
  key: string;
  request_hash: Buffer;
  status: number | null;
  body: string | null;
  created_at: Generated<Date>;
};

export type DomainChecksTable = {
  workspace_id: string;
  domain: string;
  result_json: Json;
  checked_at: Date;
};

export type ManualTasksTable = {
  workspace_id: string;
  id: string;
  campaign_lead_id: string;
  step_no: number;
  note: Generated<string>;
  due_at: Date;
  done_at: Date | null;
};

export type ErasureReceiptsTable = {
  workspace_id: string;
  id: string;
  email_hash: Buffer;
  erased_at: Date;
  details: ColumnType<unknown, string | undefined, string>;
};

export type WebhooksTable = {
  workspace_id: string;
  id: string;
  url: string;
  secret_encrypted: string;
  events: string[];
  disabled_at: Date | null;
  created_at: Generated<Date>;
};

export type WebhookDeliveriesTable = {
  workspace_id: string;
  id: string;
  webhook_id: string;
  event: string;
  payload: Json;
  attempts: Generated<number>;
  next_attempt_at: Date | null;
  delivered_at: Date | null;
  last_status: number | null;
  created_at: Generated<Date>;
};

export type WorkerHeartbeatsTable = {
  worker_id: string;
  started_at: Date;
  beat_at: Date;
};

export type AppClockTable = {
  id: Generated<boolean>;
  now_at: Date;
  updated_at: Generated<Date>;
};

export type InstanceKeysTable = {
  name: string;
  key_encrypted: string;
  created_at: Generated<Date>;
};

export type AuditEventsTable = {
  workspace_id: string;
  id: string;
  actor_user_id: string | null;
  actor: string;
  action: string;
  entity: string;
  entity_id: string | null;
  change: ColumnType<unknown, string | undefined, string>;
  request_id: string | null;
  previous_hash: Buffer | null;
  hash: Buffer;
  at: Generated<Date>;
};

export type Schema = {
  users: UsersTable;
  workspaces: WorkspacesTable;
  workspace_members: WorkspaceMembersTable;
  invitations: InvitationsTable;
  sessions: SessionsTable;
  api_keys: ApiKeysTable;
  inbox_connections: InboxConnectionsTable;
  inbox_events: InboxEventsTable;
  source_connectors: SourceConnectorsTable;
  icp_profiles: IcpProfilesTable;
  campaigns: CampaignsTable;
  campaign_inboxes: CampaignInboxesTable;
  source_runs: SourceRunsTable;
  leads: LeadsTable;
  candidates: CandidatesTable;
  email_verifications: EmailVerificationsTable;
  lead_imports: LeadImportsTable;
  lead_import_files: LeadImportFilesTable;
  lead_import_rows: LeadImportRowsTable;
  lead_import_rejects: LeadImportRejectsTable;
  lead_import_changes: LeadImportChangesTable;
  lead_sources: LeadSourcesTable;
  lead_field_provenance: LeadFieldProvenanceTable;
  suppressions: SuppressionsTable;
  sequences: SequencesTable;
  sequence_steps: SequenceStepsTable;
  message_templates: MessageTemplatesTable;
  campaign_leads: CampaignLeadsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  inbound_failures: InboundFailuresTable;
  send_jobs: SendJobsTable;
  send_attempts: SendAttemptsTable;
  inbox_days: InboxDaysTable;
  inbox_quarters: InboxQuartersTable;
  plan_changes: PlanChangesTable;
  campaign_plan_days: CampaignPlanDaysTable;
  daily_stats: DailyStatsTable;
  counters: CountersTable;
  billing_accounts: BillingAccountsTable;
  stripe_events: StripeEventsTable;
  usage_counters: UsageCountersTable;
  cost_reservations: CostReservationsTable;
  ai_results: AiResultsTable;
  idempotency_keys: IdempotencyKeysTable;
  domain_checks: DomainChecksTable;
  manual_tasks: ManualTasksTable;
  erasure_receipts: ErasureReceiptsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  worker_heartbeats: WorkerHeartbeatsTable;
  app_clock: AppClockTable;
  instance_keys: InstanceKeysTable;
  audit_events: AuditEventsTable;
};
