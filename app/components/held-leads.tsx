/** Leads of a plan that no time can be told for: why, and what to do. */
import { Link } from "@remix-run/react";
import { type Column, DataTable } from "./data-table.tsx";
import { formatNumber } from "./number-text.tsx";
import { Panel } from "./panel.tsx";

export type HeldLead = { leadId: string; email: string; reasons: { rule: string; ok: boolean; detail: string }[] };

/** What lets a held lead go on, by the rule that holds it. */
const ADVICE: Record<string, string> = {
  sending_not_stopped: "Start the workspace's sending again.",
  campaign_active: "Resume the campaign.",
  lead_waiting: "Resume the lead on its journey's page, or leave it out.",
  not_suppressed: "Leave it so: this person is on the suppression list.",
  job_not_held: "Decide about the mail on the Sending page.",
  inbox_active: "Resume or reconnect the inbox in the settings.",
  reply_safety: "Reconnect the inbox, so that its replies are seen before the next mail goes.",
  window: "Change the campaign's or the inbox's sending window.",
};

export function HeldLeads({
  leads,
  count,
  linkTo,
}: {
  leads: HeldLead[];
  count: number;
  linkTo: (lead: string) => string;
}) {
  if (count === 0) return null;
  const columns: Column<HeldLead>[] = [
    {
      key: "lead",
      header: "Lead",
      render: (lead) => (
        <Link className="link wrap-anywhere" to={linkTo(lead.leadId)}>
          {lead.email}
        </Link>
      ),
    },
    { key: "why", header: "Held because", render: (lead) => holding(lead)?.detail ?? "A rule holds it." },
    {
      key: "do",
      header: "What to do",
      render: (lead) => ADVICE[holding(lead)?.rule ?? ""] ?? "See the lead's journey.",
    },
  ];
  const shown = leads.length < count ? `The first ${leads.length} of ${formatNumber(count)}.` : undefined;
  return (
    <Panel title={`${formatNumber(count)} held ${count === 1 ? "lead" : "leads"}`} answer={shown}>
      <DataTable caption="Held leads" stacks columns={columns} rows={leads} rowKey={({ leadId }) => leadId} />
    </Panel>
  );
}

function holding({ reasons }: HeldLead) {
  return reasons.find(({ ok }) => !ok);
}
