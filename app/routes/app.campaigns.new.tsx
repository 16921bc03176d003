import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { CampaignForm } from "../components/campaign-form.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { createCampaign } from "../use-cases/campaigns/create-campaign.server.ts";
import { readInboxChoices } from "../use-cases/campaigns/read-choices.server.ts";
import { timeZoneNames } from "../use-cases/workspace/workspace-input.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { judgeCampaignForm } from "../web/campaign-form.server.ts";
import { readForm } from "../web/forms.server.ts";
import { refuseForm } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "New campaign · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, member }) => {
    const inboxes = await readInboxChoices(app, actor);
    return {
      inboxes: inboxes.map(({ inboxId, email, status, capPerDay }) => ({ inboxId, email, status, capPerDay })),
      timeZones: timeZoneNames(member.timeZone),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const form = judgeCampaignForm(await readForm(args.request));
    if (!form.ok) return refuseForm(form);
    const { campaignId } = await createCampaign(app, actor, form.value);
    throw redirect(`/app/campaigns/${campaignId}/sequence?done=created`, 303);
  });
}

export default function NewCampaign() {
  const { inboxes, timeZones } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const active = inboxes.filter((inbox) => inbox.status === "active").map((inbox) => inbox.inboxId);
  const campaign = {
    name: "",
    inboxIds: active,
    window: { days: [1, 2, 3, 4, 5], start: "09:00", end: "17:00" },
    timeZone: null,
    timeZoneMode: "inbox" as const,
    companyStop: false,
    holidays: true,
  };
  return (
    <>
      <PageHeader
        title="New campaign"
        answer="Nothing is sent before you launch it. Next come the mails, then the leads."
        back={{ to: "/app/campaigns", label: "Campaigns" }}
      />
      <CampaignForm
        campaign={campaign}
        inboxes={inboxes}
        timeZones={timeZones}
        errors={refusal?.errors}
        values={refusal?.values}
      >
        <Button look="primary" pendingLabel="Creating…">
          Create campaign
        </Button>
      </CampaignForm>
    </>
  );
}
