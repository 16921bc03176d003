import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { CampaignStatus } from "../components/campaign-status.tsx";
import { formatNumber } from "../components/number-text.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Tabs } from "../components/tabs.tsx";
import { Toast } from "../components/toast.tsx";
import { readCampaign } from "../use-cases/campaigns/read-campaign.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parseId } from "../web/parse.server.ts";

const DONE: Record<string, string> = {
  created: "Campaign created. Now write its mails.",
  launched: "Campaign launched. The first mails go as soon as window, cap and gap allow.",
  paused: "Campaign paused. No mail leaves; planned mails stay planned.",
  paused_open: "Campaign paused. A mail that was called before is still without an answer: see Sending, On their way.",
  canceled_open:
    "Campaign canceled. A mail that was called before is still without an answer: see Sending, On their way.",
  resumed: "Campaign resumed. Its mails are planned again inside every cap.",
  canceled: "Campaign canceled. No further mail leaves.",
  archived: "Campaign archived.",
  duplicated: "This is the copy: a draft without leads.",
  saved: "Saved.",
  sequence: "Sequence saved.",
  journey: "The lead's journey was changed.",
  journey_open:
    "The lead's journey was changed. A mail that was called before is still without an answer: see Sending, On their way.",
};

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url }) => {
    const campaign = await readCampaign(app, actor, { campaignId: parseId(args.params.id) });
    const { campaignId, name, status, leadsTotal, leadsFinal, inboxIds } = campaign;
    const done = DONE[url.searchParams.get("done") ?? ""];
    return { campaignId, name, status, leadsTotal, leadsFinal, inboxCount: inboxIds.length, done };
  });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? "Campaign"} · LeadBitz` }];

type Head = Awaited<ReturnType<typeof loader>>;

export default function CampaignLayout() {
  const campaign = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const base = `/app/campaigns/${campaign.campaignId}`;
  return (
    <>
      <PageHeader
        title={campaign.name}
        state={<CampaignStatus status={campaign.status} />}
        answer={answerOf(campaign)}
        action={<MainAction campaign={campaign} base={base} isBesideForm={/\/(sequence|settings)$/.test(pathname)} />}
        back={{ to: "/app/campaigns", label: "Campaigns" }}
      >
        <Tabs
          label="Parts of this campaign"
          tabs={[
            { to: `${base}/overview`, label: "Overview" },
            { to: `${base}/sequence`, label: "Sequence" },
            { to: `${base}/leads`, label: "Leads", count: formatNumber(campaign.leadsTotal) },
            { to: `${base}/schedule`, label: "Schedule" },
            { to: `${base}/settings`, label: "Settings" },
          ]}
        />
      </PageHeader>
      <Outlet />
      {campaign.done && <Toast closeTo={pathname}>{campaign.done}</Toast>}
    </>
  );
}

const actions = {
  draft: { intent: "launch", label: "Launch campaign", pendingLabel: "Launching…", look: "primary" },
  active: { intent: "pause", label: "Pause campaign", pendingLabel: "Pausing…", look: "plain" },
  paused: { intent: "resume", label: "Resume campaign", pendingLabel: "Resuming…", look: "primary" },
} as const;

/** Where the page's own form has the primary button, this one is plain. */
function MainAction(props: { campaign: Head; base: string; isBesideForm: boolean }) {
  const { campaign, base, isBesideForm } = props;
  if (campaign.status === "completed" || campaign.status === "archived") return null;
  const { intent, label, pendingLabel, look } = actions[campaign.status];
  return (
    <Form method="post" action={`${base}/overview`}>
      <Button name="intent" value={intent} look={isBesideForm ? "plain" : look} pendingLabel={pendingLabel}>
        {label}
      </Button>
    </Form>
  );
}

function answerOf({ status, leadsTotal, leadsFinal, inboxCount }: Head): string {
  const leads = `${formatNumber(leadsTotal)} ${leadsTotal === 1 ? "lead" : "leads"}`;
  const waiting = formatNumber(leadsTotal - leadsFinal);
  if (status === "draft")
    return `A draft with ${leads} and ${inboxCount} ${inboxCount === 1 ? "inbox" : "inboxes"}; nothing is sent before launch.`;
  if (status === "active") return `${waiting} of ${leads} are still being written to.`;
  if (status === "paused") return `Paused: no mail leaves. ${waiting} of ${leads} wait.`;
  return `Over for all ${leads}.`;
}
