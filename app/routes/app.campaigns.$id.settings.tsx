import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { CampaignForm } from "../components/campaign-form.tsx";
import { Panel } from "../components/panel.tsx";
import { isAppError } from "../domain/errors.ts";
import { readCampaign } from "../use-cases/campaigns/read-campaign.server.ts";
import { readInboxChoices } from "../use-cases/campaigns/read-choices.server.ts";
import { updateCampaign } from "../use-cases/campaigns/update-campaign.server.ts";
import { timeZoneNames } from "../use-cases/workspace/workspace-input.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { campaignFormValues, formErrorsOf, judgeCampaignForm } from "../web/campaign-form.server.ts";
import { readForm } from "../web/forms.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, member }) => {
    const [campaign, inboxes] = await Promise.all([
      readCampaign(app, actor, { campaignId: parseId(args.params.id) }),
      readInboxChoices(app, actor),
    ]);
    return {
      campaign,
      inboxes: inboxes.map(({ inboxId, email, status, capPerDay }) => ({ inboxId, email, status, capPerDay })),
      timeZones: timeZoneNames(campaign.timeZone ?? member.timeZone),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const campaignId = parseId(args.params.id);
    const form = await readForm(args.request);
    const judged = judgeCampaignForm(form);
    if (!judged.ok) return data({ errors: judged.errors, values: judged.values, message: "" }, { status: 400 });
    const { status } = await readCampaign(app, actor, { campaignId });
    const { inboxIds, ...rest } = judged.value;
    try {
      await updateCampaign(app, actor, { campaignId, change: status === "draft" ? { ...rest, inboxIds } : rest });
    } catch (error) {
      if (!isAppError(error) || (error.code !== "invalid_input" && error.code !== "conflict")) throw error;
      const errors = formErrorsOf(error.details.issues ?? []);
      return data(
        { errors, values: campaignFormValues(form), message: error.message },
        { status: error.code === "conflict" ? 409 : 400 },
      );
    }
    throw redirect(`/app/campaigns/${campaignId}/settings?done=saved`, 303);
  });
}

export default function CampaignSettings() {
  const { campaign, inboxes, timeZones } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const mayChange = campaign.status !== "archived";
  return (
    <>
      <Panel title="Settings">
        {mayChange ? (
          <CampaignForm
            campaign={campaign}
            inboxes={inboxes}
            timeZones={timeZones}
            areInboxesFixed={campaign.status !== "draft"}
            errors={refusal?.errors}
            values={refusal?.values}
            message={refusal?.message || undefined}
          >
            <Button look="primary" pendingLabel="Saving…">
              Save settings
            </Button>
          </CampaignForm>
        ) : (
          <p className="text-soft">An archived campaign stays as it is.</p>
        )}
      </Panel>
      <Panel title="Copy and end" answer="A copy takes settings and mails, and no leads.">
        <Form method="post" action={`/app/campaigns/${campaign.campaignId}/overview`} className="flex flex-wrap gap-3">
          <Button name="intent" value="duplicate">
            Duplicate campaign
          </Button>
          {(campaign.status === "draft" || campaign.status === "completed") && (
            <Button name="intent" value="archive">
              Archive campaign
            </Button>
          )}
          {(campaign.status === "active" || campaign.status === "paused") && (
            <Button name="intent" value="cancel" look="danger">
              Cancel campaign: stop all its mails for good
            </Button>
          )}
        </Form>
      </Panel>
    </>
  );
}
