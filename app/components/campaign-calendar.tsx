/** A campaign's days to its end: those that were and those to come. */
import { Calendar } from "./calendar.tsx";
import { dayWords } from "./calendar-days.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { formatNumber } from "./number-text.tsx";

type DayCount = { on: string; count: number };
export type CampaignDaysProps = {
  sentDays: DayCount[];
  perDay: DayCount[];
  perInbox: { inboxId: string; email: string; count: number; perDay: DayCount[] }[];
  todayOn: string;
};

/** Each day's mails in a heat map, and the same per inbox in a table. */
export function CampaignDays({ sentDays, perDay, perInbox, todayOn }: CampaignDaysProps) {
  const days = joinDays(sentDays, perDay);
  if (days.length === 0) return <p className="text-soft">No mail has left and none is to come.</p>;
  return (
    <div className="flex flex-col gap-6">
      <Calendar title="When do this campaign's mails leave?" days={days} unit="mail" todayOn={todayOn} />
      {perDay.length > 0 && <InboxDays perDay={perDay} perInbox={perInbox} />}
    </div>
  );
}

/** Sent and planned mails of a day together, each named in the note. */
function joinDays(sentDays: DayCount[], perDay: DayCount[]) {
  const days = new Map<string, { sent: number; planned: number }>();
  for (const { on, count } of sentDays) days.set(on, { sent: count, planned: 0 });
  for (const { on, count } of perDay) days.set(on, { sent: days.get(on)?.sent ?? 0, planned: count });
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([on, { sent, planned }]) => {
      const parts = [sent > 0 && `${formatNumber(sent)} sent`, planned > 0 && `${formatNumber(planned)} planned`];
      return { on, count: sent + planned, note: parts.filter(Boolean).join(", ") };
    });
}

function InboxDays({ perDay, perInbox }: Pick<CampaignDaysProps, "perDay" | "perInbox">) {
  const counts = perInbox.map(({ perDay: own }) => new Map(own.map(({ on, count }) => [on, count])));
  const columns: Column<DayCount>[] = [
    { key: "on", header: "Day", render: ({ on }) => `${dayWords(on)} ${on.slice(0, 4)}` },
    ...perInbox.map(
      ({ inboxId, email }, index): Column<DayCount> => ({
        key: inboxId,
        header: email,
        align: "right",
        render: ({ on }) => formatNumber(counts[index]?.get(on) ?? 0),
      }),
    ),
    { key: "all", header: "All", align: "right", render: ({ count }) => formatNumber(count) },
  ];
  return (
    <details>
      <summary className="link inline-block cursor-pointer">Planned mails per day and inbox</summary>
      <div className="mt-3">
        <DataTable caption="Planned mails per day and inbox" columns={columns} rows={perDay} rowKey={({ on }) => on} />
      </div>
    </details>
  );
}
