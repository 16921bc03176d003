/** Leads of a plan that no time can be told for: why, and what to do. */
import { Link } from "@remix-run/react";
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

type HeldLeadsProps = { leads: HeldLead[]; count: number; linkTo: (lead: string) => string };

/** One entry per cause, for the same cause often holds a whole list. */
export function HeldLeads({ leads, count, linkTo }: HeldLeadsProps) {
  if (count === 0) return null;
  const shown = leads.length < count ? `The first ${leads.length} of ${formatNumber(count)}.` : undefined;
  const causes = new Map<string, HeldLead[]>();
  for (const lead of leads) {
    const cause = holding(lead)?.detail ?? "A rule holds the mail.";
    causes.set(cause, [...(causes.get(cause) ?? []), lead]);
  }
  return (
    <Panel title={`${formatNumber(count)} held ${count === 1 ? "lead" : "leads"}`} answer={shown}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-card">
        {[...causes].map(([detail, held]) => (
          <li key={detail} className="px-4 py-3">
            <p className="font-medium wrap-anywhere">{detail}</p>
            <p className="text-soft">{adviceFor(held[0])}</p>
            <p className="mt-1 flex flex-wrap gap-x-3 text-sm">
              {held.map((lead) => (
                <Link key={lead.leadId} className="link wrap-anywhere" to={linkTo(lead.leadId)}>
                  {lead.email}
                </Link>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function adviceFor(lead: HeldLead | undefined): string {
  return ADVICE[(lead && holding(lead)?.rule) ?? ""] ?? "See the lead's journey.";
}

function holding({ reasons }: HeldLead) {
  return reasons.find(({ ok }) => !ok);
}
