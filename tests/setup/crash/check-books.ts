import type { CrashWorld } from "./crash-world.ts";

/** Every mail counts once: in the conversations, the statistics, the days, the journeys. I2 and I6 with them. */
export async function checkBooks({ strikes }: CrashWorld): Promise<string[]> {
  const [books] = await strikes.database.ask<Record<string, number>>(`select
    (select count(*)::int from send_jobs where status = 'sent') as jobs,
    (select count(*)::int from messages where direction = 'outbound' and send_job_id is not null) as messages,
    (select coalesce(sum(sent), 0)::int from daily_stats) as stats,
    (select coalesce(sum(sent), 0)::int from inbox_days) as days,
    (select coalesce(sum(reserved), 0)::int from inbox_days) as slots,
    (select count(*)::int from send_jobs where status = 'uncertain') as doubts,
    (select count(*)::int from (select 1 from send_jobs where status = 'sent' group by campaign_id, lead_id having count(*) = 2) whole)
      as whole,
    (select count(*)::int from campaign_leads where status = 'completed') as journeys,
    (select count(*)::int from campaigns c where status <> 'completed'
      and not exists (select 1 from campaign_leads l where l.campaign_id = c.id and l.status = 'waiting')) as unended,
    (select count(*)::int from inbox_days where reserved > cap) as over_cap,
    (select count(*)::int from (select 1 from messages group by inbox_id, provider_message_id having count(*) > 1) m) as twice`);
  if (!books) return ["The books cannot be read."];
  const { jobs = 0, messages, stats, days, slots = 0, doubts = 0, whole, journeys, unended, over_cap, twice } = books;
  const broken: string[] = [];
  if (messages !== jobs) broken.push(`${jobs} mails are sent, but ${messages} stand in conversations.`);
  if (stats !== jobs) broken.push(`${jobs} mails are sent, but the statistics count ${stats}.`);
  if (days !== jobs) broken.push(`${jobs} mails are sent, but the days count ${days}.`);
  // What is in doubt keeps its slot.
  if (slots !== jobs + doubts)
    broken.push(`${jobs} mails are sent and ${doubts} in doubt, but ${slots} slots are used.`);
  if (journeys !== whole) broken.push(`${whole} people have all their mails, but ${journeys} journeys are completed.`);
  if (unended !== 0) broken.push(`${unended} campaigns have nobody to mail any more, but are not completed.`);
  if (over_cap !== 0) broken.push(`I2 ${over_cap} days of inboxes are over their cap.`);
  if (twice !== 0) broken.push(`I6 ${twice} messages are stored twice.`);
  return broken;
}
