/**
 * The whole data model (docs/decisions/004-data-model.md). `workspace_id` leads every tenant key, children point at
 * `(workspace_id, parent_id)`: a row of one workspace cannot name a row of another. Times are timestamptz.
 */
export const dataModel = /* sql */ `
create extension if not exists citext;
create extension if not exists pg_trgm;

create table users (
  id uuid primary key,
  auth_subject text not null unique,
  email citext not null unique,
  name text not null,
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table workspaces (
  id uuid primary key,
  name text not null check (length(name) between 1 and 120),
  time_zone text not null default 'UTC',
  postal_address text,
  country_rules jsonb not null default '{}',
  daily_discovery_limit integer not null default 500 check (daily_discovery_limit >= 0),
  ai_limit_cents integer not null default 2000 check (ai_limit_cents >= 0),
  company_spread integer default 5 check (company_spread between 1 and 1000),
  sending_stopped_at timestamptz,
  sending_stopped_by uuid references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table workspace_members (
  workspace_id uuid not null references workspaces (id),
  user_id uuid not null references users (id),
  role text not null check (role in ('owner', 'admin', 'member')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index workspace_members_user on workspace_members (user_id);

create table invitations (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  email citext not null,
  role text not null check (role in ('admin', 'member')),
  token_hash bytea not null unique,
  invited_by uuid not null references users (id),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  user_id uuid not null references users (id),
  workspace_id uuid not null references workspaces (id),
  expires_at timestamptz not null,
  last_seen_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);

create table api_keys (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  name text not null,
  prefix text not null unique,
  secret_hash bytea not null,
  scopes text[] not null check (scopes <@ array['read', 'write']),
  created_by uuid not null references users (id),
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table inbox_connections (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  provider text not null check (provider in ('gmail', 'microsoft', 'smtp')),
  email citext not null,
  send_as citext,
  display_name text not null default '',
  signature text not null default '',
  time_zone text not null default 'UTC',
  country text,
  access_token_encrypted text,
  access_token_expires_at timestamptz,
  refresh_token_encrypted text,
  token_lease_until timestamptz,
  smtp_host text, smtp_port integer, smtp_secure boolean, smtp_user text,
  imap_host text, imap_port integer, imap_secure boolean, imap_user text,
  password_encrypted text,
  scopes text[] not null default '{}',
  status text not null default 'active' check (status in ('active', 'paused', 'disconnected')),
  status_reason text,
  cap_per_day integer not null default 30 check (cap_per_day between 1 and 10000),
  ramp jsonb,
  ramp_days_back integer not null default 0 check (ramp_days_back >= 0),
  ramp_stepped_back_at timestamptz,
  window_days smallint[] not null default '{1,2,3,4,5}',
  window_start time not null default '09:00',
  window_end time not null default '17:00',
  min_gap_seconds integer not null default 300 check (min_gap_seconds between 0 and 86400),
  sync_cursor text,
  last_synced_at timestamptz,
  last_sync_started_at timestamptz,
  send_blocked_until timestamptz,
  send_blocked_reason text,
  noted_status text not null default 'active',
  seen_evidence jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check (status = 'active' or status_reason is not null),
  check (window_start < window_end),
  unique (workspace_id, email)
);
create index inbox_connections_sync on inbox_connections (last_sync_started_at nulls first) where status <> 'disconnected';

create table inbox_events (
  workspace_id uuid not null,
  id uuid not null,
  inbox_id uuid not null,
  kind text not null check (kind in ('connected', 'resumed', 'paused', 'disconnected', 'limit_answer', 'blocked_answer', 'ramp_stepped_back')),
  detail text not null,
  at timestamptz not null,
  mail_status text not null default 'none' check (mail_status in ('none', 'waiting', 'sending', 'sent', 'gave_up')),
  mail_fence integer not null default 0,
  mail_doubts integer not null default 0,
  mail_lease_until timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id)
);
create index inbox_events_list on inbox_events (workspace_id, inbox_id, at desc, id desc);
create index inbox_events_mail on inbox_events (id) where mail_status in ('waiting', 'sending');

create table source_connectors (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  type text not null check (type in ('licensed_provider', 'crm')),
  provider_key text not null,
  enabled boolean not null default true,
  config_json text not null,
  allowed_usage_note text,
  last_healthcheck_at timestamptz,
  last_error_code text,
  last_error_message text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table icp_profiles (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  name text not null,
  description text not null default '',
  icp_json jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table campaigns (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  status text not null default 'draft' check (status in ('draft', 'active', 'paused', 'completed', 'archived')),
  icp_profile_id uuid,
  time_zone text,
  time_zone_mode text not null default 'inbox' check (time_zone_mode in ('lead', 'inbox')),
  window_days smallint[] not null default '{1,2,3,4,5}',
  window_start time not null default '09:00',
  window_end time not null default '17:00',
  stop_rules jsonb not null default '{"companyStop": false}',
  follow_holidays boolean not null default true,
  leads_total integer not null default 0,
  leads_final integer not null default 0,
  launched_at timestamptz,
  completed_at timestamptz,
  created_by uuid references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, icp_profile_id) references icp_profiles (workspace_id, id),
  check (window_start < window_end)
);
create index campaigns_list on campaigns (workspace_id, created_at desc, id desc);

create table campaign_inboxes (
  workspace_id uuid not null,
  campaign_id uuid not null,
  inbox_id uuid not null,
  primary key (workspace_id, campaign_id, inbox_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id)
);
create index campaign_inboxes_inbox on campaign_inboxes (workspace_id, inbox_id);

create table source_runs (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  campaign_id uuid not null,
  connector_id uuid not null,
  icp_profile_id uuid,
  run_label text,
  query_json jsonb not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'partial')),
  stats_json jsonb not null default '{}',
  page_cursor text,
  credits_reserved integer not null default 0,
  credits_spent integer not null default 0,
  reason text,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, connector_id) references source_connectors (workspace_id, id),
  foreign key (workspace_id, icp_profile_id) references icp_profiles (workspace_id, id)
);
create index source_runs_campaign on source_runs (workspace_id, campaign_id, created_at desc);

create table leads (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  email citext not null,
  first_name text, last_name text, title text, company_name text, company_domain text,
  time_zone text, time_zone_source text,
  country text,
  phone text, linkedin_url text, website text, city text, industry text,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  search_text text generated always as (
    lower(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || email::text || ' ' || coalesce(company_name, '') || ' ' || coalesce(title, ''))
  ) stored,
  erased_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, email)
);
create index leads_search on leads using gin (search_text gin_trgm_ops);
create index leads_company on leads (workspace_id, company_domain) where company_domain is not null;

create table candidates (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  campaign_id uuid not null,
  source_run_id uuid not null,
  lead_id uuid,
  person_provider_id text, company_provider_id text, linkedin_url text,
  email citext, first_name text, last_name text, title text, seniority text, department text,
  company_name text, company_domain text, company_website text, location_json jsonb,
  confidence_score real check (confidence_score between 0 and 1),
  confidence_reasons jsonb not null default '[]',
  verification_status text not null default 'unknown' check (verification_status in ('verified', 'risky', 'invalid', 'unknown')),
  status text not null default 'new' check (status in ('new', 'approved', 'rejected', 'suppressed')),
  reject_reason text,
  enriched_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, source_run_id) references source_runs (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id)
);
create index candidates_lead on candidates (workspace_id, lead_id) where lead_id is not null;
create index candidates_campaign on candidates (workspace_id, campaign_id, id);

create table email_verifications (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  email citext not null,
  provider_key text not null,
  status text not null check (status in ('verified', 'risky', 'invalid', 'unknown')),
  details_json jsonb not null default '{}',
  checked_at timestamptz not null,
  primary key (workspace_id, id)
);
create index email_verifications_email on email_verifications (workspace_id, email, checked_at desc);

create table lead_imports (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  file_name text not null,
  status text not null default 'uploaded' check (status in ('uploaded', 'queued', 'running', 'completed', 'failed')),
  mapping jsonb not null default '{}',
  file_facts jsonb not null default '{}',
  byte_size bigint not null default 0,
  rows integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  duplicate integer not null default 0,
  invalid integer not null default 0,
  suppressed integer not null default 0,
  rows_estimated integer,
  reason text,
  undo_status text not null default 'possible' check (undo_status in ('possible', 'running', 'undone', 'impossible')),
  undo_kept integer not null default 0,
  created_by uuid references users (id),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, id)
);
create index lead_imports_list on lead_imports (workspace_id, created_at desc, id desc);

create table lead_import_files (
  workspace_id uuid not null,
  import_id uuid not null,
  part_no integer not null,
  bytes bytea not null,
  primary key (workspace_id, import_id, part_no),
  foreign key (workspace_id, import_id) references lead_imports (workspace_id, id) on delete cascade
);
alter table lead_import_files alter column bytes set storage external;

create unlogged table lead_import_rows (
  workspace_id uuid not null,
  import_id uuid not null,
  row_no integer not null,
  line_no integer not null,
  lead_id uuid not null,
  email text not null,
  first_name text, last_name text, title text, company_name text, company_domain text,
  time_zone text, country text, phone text, linkedin_url text, website text, city text, industry text,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  raw text not null
);
create index lead_import_rows_import on lead_import_rows (workspace_id, import_id);
alter table lead_import_rows alter column workspace_id set statistics 10, alter column import_id set statistics 10,
  alter column row_no set statistics 10, alter column lead_id set statistics 10, alter column email set statistics 10;

create table lead_import_rejects (
  workspace_id uuid not null,
  import_id uuid not null,
  row_no integer not null,
  line_no integer not null,
  outcome text not null check (outcome in ('invalid', 'duplicate', 'suppressed')),
  reason text not null,
  raw text[] not null,
  primary key (workspace_id, import_id, row_no),
  foreign key (workspace_id, import_id) references lead_imports (workspace_id, id) on delete cascade
);

create table lead_import_changes (
  workspace_id uuid not null,
  import_id uuid not null,
  lead_id uuid not null,
  before jsonb not null,
  primary key (workspace_id, import_id, lead_id),
  foreign key (workspace_id, import_id) references lead_imports (workspace_id, id) on delete cascade
);

create table lead_sources (
  workspace_id uuid not null,
  id uuid not null,
  candidate_id uuid,
  lead_id uuid,
  import_id uuid,
  was_created boolean not null default false,
  source_run_id uuid,
  record_id text,
  fetched_at timestamptz not null,
  allowed_usage_note text,
  lawful_basis text,
  primary key (workspace_id, id),
  foreign key (workspace_id, candidate_id) references candidates (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, import_id) references lead_imports (workspace_id, id),
  foreign key (workspace_id, source_run_id) references source_runs (workspace_id, id),
  check (candidate_id is not null or lead_id is not null)
);
create index lead_sources_lead on lead_sources (workspace_id, lead_id);
create index lead_sources_import on lead_sources (workspace_id, import_id) where import_id is not null;

create table lead_field_provenance (
  workspace_id uuid not null,
  lead_id uuid not null,
  field text not null,
  source_id uuid not null,
  value_hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, lead_id, field, source_id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, source_id) references lead_sources (workspace_id, id) on delete cascade
);

create table suppressions (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  email citext,
  domain citext,
  email_hash bytea,
  reason text not null check (reason in ('unsubscribe', 'bounce', 'complaint', 'manual', 'erasure', 'provider_opt_out')),
  source text not null default '',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check (num_nonnulls(email, domain, email_hash) = 1)
);
create unique index suppressions_email on suppressions (workspace_id, email) where email is not null;
create unique index suppressions_domain on suppressions (workspace_id, domain) where domain is not null;
create unique index suppressions_hash on suppressions (workspace_id, email_hash) where email_hash is not null;

create table sequences (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  version integer not null,
  created_by uuid references users (id),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, campaign_id, version),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id)
);

create table sequence_steps (
  workspace_id uuid not null,
  sequence_id uuid not null,
  step_no integer not null check (step_no between 1 and 50),
  position integer not null,
  delay_days integer not null default 0 check (delay_days between 0 and 365),
  business_days boolean not null default true,
  kind text not null default 'email' check (kind in ('email', 'manual')),
  primary key (workspace_id, sequence_id, step_no),
  foreign key (workspace_id, sequence_id) references sequences (workspace_id, id)
);

create table message_templates (
  workspace_id uuid not null,
  sequence_id uuid not null,
  step_no integer not null,
  variant integer not null default 0,
  subject text not null,
  body text not null,
  primary key (workspace_id, sequence_id, step_no, variant),
  foreign key (workspace_id, sequence_id, step_no) references sequence_steps (workspace_id, sequence_id, step_no)
);

create table campaign_leads (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  lead_id uuid not null,
  sequence_id uuid,
  inbox_id uuid,
  status text not null default 'waiting' check (status in ('waiting', 'replied', 'bounced', 'unsubscribed', 'completed', 'stopped')),
  status_reason text,
  position integer not null default 0,
  next_step_no integer,
  next_due_at timestamptz,
  hold_reason text,
  paused_at timestamptz,
  added_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, campaign_id, lead_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id),
  foreign key (workspace_id, sequence_id) references sequences (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id),
  check (status <> 'stopped' or status_reason is not null)
);
create index campaign_leads_list on campaign_leads (workspace_id, campaign_id, id);
create index campaign_leads_lead on campaign_leads (workspace_id, lead_id);

create table conversations (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  inbox_id uuid not null,
  thread_key text not null,
  lead_id uuid,
  campaign_id uuid,
  campaign_lead_id uuid,
  subject text not null default '',
  category text check (category in ('interested', 'not_interested', 'out_of_office', 'referral', 'unsubscribe', 'other')),
  class text check (class in ('bounce', 'complaint', 'auto_reply', 'unsubscribe', 'reply', 'notice')),
  match_reason text,
  assignee_id uuid references users (id),
  snoozed_until timestamptz,
  last_message_at timestamptz not null,
  last_inbound_at timestamptz,
  is_unread boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, inbox_id, thread_key),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, campaign_lead_id) references campaign_leads (workspace_id, id) on delete set null (campaign_lead_id)
);
create index conversations_lead on conversations (workspace_id, lead_id) where lead_id is not null;
create index conversations_list on conversations (workspace_id, last_inbound_at desc, id desc) where last_inbound_at is not null;

create table messages (
  workspace_id uuid not null,
  id uuid not null,
  inbox_id uuid not null,
  conversation_id uuid not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  provider_message_id text not null,
  message_id_header text,
  in_reply_to text,
  from_email text not null default '',
  from_name text not null default '',
  to_emails text[] not null default '{}',
  subject text not null default '',
  text_body text not null default '',
  html_raw text,
  headers jsonb not null default '[]',
  class text check (class in ('bounce', 'complaint', 'auto_reply', 'unsubscribe', 'reply', 'notice')),
  class_reason text,
  match_reason text,
  category text,
  send_job_id uuid,
  received_at timestamptz not null,
  read_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, inbox_id, provider_message_id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id)
);
create index messages_bounces on messages (workspace_id, inbox_id, received_at) where class = 'bounce';
create index messages_conversation on messages (workspace_id, conversation_id, received_at, id);

create table inbound_failures (
  workspace_id uuid not null,
  id uuid not null,
  inbox_id uuid not null,
  provider_message_id text not null,
  raw bytea,
  reason text not null,
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, inbox_id, provider_message_id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id)
);

create table send_jobs (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('sequence', 'reply', 'test')),
  campaign_id uuid,
  campaign_lead_id uuid,
  lead_id uuid,
  step_no integer,
  variant integer not null default 0,
  inbox_id uuid not null,
  conversation_id uuid,
  to_email citext not null,
  idempotency_key text not null,
  status text not null default 'scheduled' check (status in
    ('scheduled', 'preparing', 'prepared', 'sending', 'sent', 'held', 'skipped', 'canceled', 'failed', 'uncertain')),
  due_at timestamptz not null,
  retry_at timestamptz,
  lease_owner text,
  lease_until timestamptz,
  fence bigint not null default 0,
  attempt_no integer not null default 1,
  draft_id text,
  draft_thread_id text,
  history_id_at_prepare text,
  prepared_at timestamptz,
  freshened_at timestamptz,
  last_post_at timestamptz,
  usage_on date,
  usage_quarter_at timestamptz,
  company_domain text,
  company_on date,
  message_id_header text,
  provider_message_id text,
  provider_thread_id text,
  rendered_subject text,
  rendered_body text,
  unsubscribe_token_hash bytea,
  reason text,
  reason_detail text,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, idempotency_key),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, campaign_lead_id) references campaign_leads (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id),
  check (kind <> 'sequence' or (campaign_lead_id is not null and step_no is not null)),
  check (status not in ('held', 'skipped', 'canceled', 'failed', 'uncertain') or reason is not null),
  check (status not in ('prepared', 'sending') or coalesce(draft_id, message_id_header) is not null)
);
create unique index send_jobs_step on send_jobs (workspace_id, campaign_lead_id, step_no) where kind = 'sequence';
create unique index send_jobs_unsubscribe on send_jobs (unsubscribe_token_hash) where unsubscribe_token_hash is not null;
create index send_jobs_due on send_jobs (workspace_id, inbox_id, due_at) where status in ('scheduled', 'preparing', 'prepared');
create index send_jobs_lead on send_jobs (workspace_id, lead_id) where lead_id is not null;
create index send_jobs_conversation on send_jobs (workspace_id, conversation_id) where conversation_id is not null;
create index send_jobs_leased on send_jobs (lease_until) where status in ('preparing', 'prepared', 'sending');
create index send_jobs_unnamed on send_jobs (workspace_id, inbox_id, sent_at) where status = 'sent' and message_id_header is null;
create index send_jobs_answers on send_jobs (updated_at) where kind <> 'sequence' and status in ('scheduled', 'prepared');
create index send_jobs_withdrawn on send_jobs (workspace_id, inbox_id) where status in ('canceled', 'skipped') and draft_id is not null;
create index send_jobs_held on send_jobs (workspace_id, lead_id) where status = 'held';
create index send_jobs_doubtful on send_jobs (workspace_id, id)
  where status in ('uncertain', 'failed') or (status = 'held' and reason = 'previous_unknown');
create index send_jobs_campaign on send_jobs (workspace_id, campaign_id, status);
create index send_jobs_message on send_jobs (workspace_id, message_id_header) where message_id_header is not null;
create index send_jobs_thread on send_jobs (workspace_id, inbox_id, provider_thread_id) where provider_thread_id is not null;
create index send_jobs_company on send_jobs (workspace_id, company_on, company_domain) where company_on is not null and usage_on is not null;
create index send_jobs_to on send_jobs (workspace_id, to_email, sent_at) where sent_at is not null;

create table send_attempts (
  workspace_id uuid not null,
  id uuid not null,
  send_job_id uuid not null,
  call text not null check (call in ('create_draft', 'send_draft', 'reconcile', 'read_back', 'delete_draft', 'freshen', 'submit', 'file_copy')),
  fence bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('ok', 'refused', 'throttled', 'unknown', 'gone')),
  detail text,
  provider_request_id text,
  primary key (workspace_id, id),
  foreign key (workspace_id, send_job_id) references send_jobs (workspace_id, id)
);
create index send_attempts_job on send_attempts (workspace_id, send_job_id, started_at);

create table inbox_days (
  workspace_id uuid not null,
  inbox_id uuid not null,
  local_on date not null,
  reserved integer not null default 0 check (reserved >= 0),
  sent integer not null default 0 check (sent >= 0),
  cap integer not null,
  last_slot_at timestamptz,
  last_slot_hash bigint,
  primary key (workspace_id, inbox_id, local_on),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id)
);

create table inbox_quarters (
  workspace_id uuid not null,
  inbox_id uuid not null,
  quarter_at timestamptz not null,
  reserved integer not null default 0 check (reserved >= 0),
  primary key (workspace_id, inbox_id, quarter_at),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id)
);

create table plan_changes (
  workspace_id uuid not null,
  id uuid not null,
  send_job_id uuid not null,
  old_at timestamptz,
  new_at timestamptz,
  reason text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, send_job_id) references send_jobs (workspace_id, id)
);
create index plan_changes_job on plan_changes (workspace_id, send_job_id, created_at);
create index plan_changes_old on plan_changes (workspace_id, old_at);

create table campaign_plan_days (
  workspace_id uuid not null,
  campaign_id uuid not null,
  inbox_id uuid not null,
  planned_on date not null,
  planned_count integer not null check (planned_count > 0),
  primary key (workspace_id, campaign_id, inbox_id, planned_on),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox_connections (workspace_id, id)
);

create table daily_stats (
  workspace_id uuid not null references workspaces (id),
  stat_on date not null,
  campaign_id uuid not null default '00000000-0000-0000-0000-000000000000',
  step_no integer not null default 0,
  variant integer not null default 0,
  inbox_id uuid not null default '00000000-0000-0000-0000-000000000000',
  source text not null default '',
  sent integer not null default 0,
  replied integer not null default 0,
  positive integer not null default 0,
  bounced integer not null default 0,
  unsubscribed integer not null default 0,
  complained integer not null default 0,
  primary key (workspace_id, stat_on, campaign_id, step_no, variant, inbox_id, source)
);

create index daily_stats_trouble on daily_stats (stat_on, workspace_id, inbox_id) where bounced > 0 or complained > 0;

create table counters (
  workspace_id uuid not null references workspaces (id),
  name text not null,
  value bigint not null default 0,
  primary key (workspace_id, name)
);

create table billing_accounts (
  workspace_id uuid primary key references workspaces (id),
  stripe_customer_id text unique,
  subscription_id text,
  status text,
  plan text,
  trial_ends_at timestamptz,
  updated_at timestamptz not null default now()
);
create table stripe_events (id text primary key, type text not null, received_at timestamptz not null default now());

create table usage_counters (
  key text not null,
  window_starts_at timestamptz not null,
  used integer not null default 0,
  primary key (key, window_starts_at)
);
create table cost_reservations (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  purpose text not null,
  reserved_cents integer not null,
  spent_cents integer,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (workspace_id, id)
);
create table ai_results (
  workspace_id uuid not null references workspaces (id),
  key text not null,
  result_json jsonb not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, key)
);
create table idempotency_keys (
  workspace_id uuid not null references workspaces (id),
  key text not null,
  request_hash bytea not null,
  status integer,
  body text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, key)
);
create table domain_checks (
  workspace_id uuid not null references workspaces (id),
  domain citext not null,
  result_json jsonb not null,
  checked_at timestamptz not null,
  primary key (workspace_id, domain)
);
create table manual_tasks (
  workspace_id uuid not null,
  id uuid not null,
  campaign_lead_id uuid not null,
  step_no integer not null,
  note text not null default '',
  due_at timestamptz not null,
  done_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_lead_id) references campaign_leads (workspace_id, id)
);
create table erasure_receipts (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  email_hash bytea not null,
  erased_at timestamptz not null,
  details jsonb not null default '{}',
  primary key (workspace_id, id)
);
create table webhooks (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  url text not null,
  secret_encrypted text not null,
  events text[] not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create table webhook_deliveries (
  workspace_id uuid not null,
  id uuid not null,
  webhook_id uuid not null,
  event text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  last_status integer,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id)
);

create table worker_heartbeats (worker_id text primary key, started_at timestamptz not null, beat_at timestamptz not null);
create table app_clock (
  id boolean primary key default true check (id),
  now_at timestamptz not null,
  updated_at timestamptz not null default now()
);
create table instance_keys (name text primary key, key_encrypted text not null, created_at timestamptz not null default now());

create table audit_events (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  actor_user_id uuid,
  actor text not null,
  action text not null,
  entity text not null,
  entity_id uuid,
  change jsonb not null default '{}',
  request_id text,
  previous_hash bytea,
  hash bytea not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index audit_events_entity on audit_events (workspace_id, entity_id, at);
`;
