import { listCampaigns } from "../../../db/queries/campaigns.ts";
import { type DayFigures, listCampaignFigures, listDayFigures } from "../../../db/queries/campaigns-figures.ts";
import { listInboxChoices } from "../../../db/queries/campaigns-inboxes.ts";
import { countHeld } from "../../../db/queries/campaigns-today.ts";
import { getWorkspaceFacts, listInboxFacts, listQueueHeads } from "../../../db/queries/send-facts.ts";
import { countDoubtfulMails, type DoubtCounts } from "../../../db/queries/send-jobs-doubtful.ts";
import { getCounter } from "../../../db/queries/stats.ts";
import { getWorkspace } from "../../../db/queries/workspaces.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { createCalendar } from "../../domain/calendar.ts";
import { localDayOf, nextLocalDay } from "../../domain/zone-time.ts";
import { layOutQueue } from "../sending/lay-out-queue.server.ts";
import type { ListedCampaign } from "./list-campaigns.server.ts";

const SHOWN_CAMPAIGNS = 8;
const SHOWN_DAYS = 14;
const DAY_MS = 86_400_000;

export type Today = {
  plannedCount: number;
  firstAt: Date | null;
  heldCount: number;
  /** Mails that wait for a person's word. */
  doubts: DoubtCounts;
  unreadCount: number;
  days: DayFigures[];
  campaigns: ListedCampaign[];
  firstUse: { hasInbox: boolean; hasLeads: boolean; hasPostalAddress: boolean; hasCampaign: boolean };
};

/**
 * What today holds, in the day of the given zone.
 *
 * Rules   planned mails are counted by laying out each inbox's queue with the send plan, as sending does
 */
export async function readToday(app: AppContext, actor: Actor, input: { now: Date; timeZone: string }): Promise<Today> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const fromOn = localDayOf(new Date(input.now.getTime() - (SHOWN_DAYS - 1) * DAY_MS), input.timeZone);
  const [workspace, inboxes, heldCount, doubts, unreadCount, leadCount, days, page] = await Promise.all([
    getWorkspace(scope),
    listInboxChoices(scope),
    countHeld(scope),
    countDoubtfulMails(scope),
    getCounter(scope, "unread"),
    getCounter(scope, "leads"),
    listDayFigures(scope, fromOn),
    listCampaigns(scope, { limit: SHOWN_CAMPAIGNS, cursor: null }),
  ]);
  const figures = await listCampaignFigures(
    scope,
    page.items.map((campaign) => campaign.campaignId),
  );
  const none = { sent: 0, replied: 0, bounced: 0 };
  const planned = await planToday(
    scope,
    inboxes.filter((inbox) => inbox.status === "active"),
    input,
  );
  return {
    ...planned,
    heldCount,
    doubts,
    unreadCount,
    days,
    campaigns: page.items.map((campaign) => ({ ...campaign, ...(figures.get(campaign.campaignId) ?? none) })),
    firstUse: {
      hasInbox: inboxes.length > 0,
      hasLeads: leadCount > 0,
      hasPostalAddress: (workspace.postalAddress ?? "").trim() !== "",
      hasCampaign: page.items.length > 0,
    },
  };
}

async function planToday(
  scope: Scope,
  inboxes: { inboxId: string; capPerDay: number }[],
  { now, timeZone }: { now: Date; timeZone: string },
) {
  const endsAt = nextLocalDay(now, timeZone);
  const workspace = await getWorkspaceFacts(scope);
  const facts = await listInboxFacts(
    scope,
    inboxes.map((inbox) => inbox.inboxId),
  );
  const times: number[] = [];
  const calendar = createCalendar();
  for (const inbox of facts) {
    // A day of the zone may touch two days of the inbox, each with its own cap.
    const jobs = await listQueueHeads(scope, inbox.inboxId, inbox.capPerDay * 2);
    if (jobs.length === 0) continue;
    const { slots } = await layOutQueue(scope, { now, workspace, inbox, jobs, calendar });
    for (const { at } of slots) {
      if (at >= endsAt) break;
      times.push(at.getTime());
    }
  }
  return {
    plannedCount: times.length,
    firstAt: times.length > 0 ? new Date(times.reduce((a, b) => Math.min(a, b))) : null,
  };
}
