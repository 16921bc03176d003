import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { MailPreview } from "../components/mail-preview.tsx";
import { Notice } from "../components/notice.tsx";
import { Panel } from "../components/panel.tsx";
import { Select } from "../components/select.tsx";
import { SequenceSteps } from "../components/sequence-steps.tsx";
import { isAppError } from "../domain/errors.ts";
import { isId } from "../domain/ids.ts";
import { MERGE_FIELD_NAMES } from "../domain/merge-fields.ts";
import { listJourneys } from "../use-cases/campaigns/list-journeys.server.ts";
import { previewMails } from "../use-cases/campaigns/preview-mails.server.ts";
import { readCampaign } from "../use-cases/campaigns/read-campaign.server.ts";
import { readSequence } from "../use-cases/campaigns/read-sequence.server.ts";
import { saveSequence } from "../use-cases/campaigns/save-sequence.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { readForm } from "../web/forms.server.ts";
import { parseId } from "../web/parse.server.ts";
import { EMPTY_STEP, editSteps, type FormStep, readSteps } from "../web/sequence-form.server.ts";

const MAX_STEPS = 10;
const LEADS_OFFERED = 50;

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url }) => {
    const campaignId = parseId(args.params.id);
    const lead = url.searchParams.get("lead");
    const [campaign, { version, steps }, journeys] = await Promise.all([
      readCampaign(app, actor, { campaignId }),
      readSequence(app, actor, { campaignId }),
      listJourneys(app, actor, { campaignId, limit: LEADS_OFFERED, cursor: null }),
    ]);
    const preview =
      steps.length > 0
        ? await previewMails(app, actor, { campaignId, leadId: isId(lead) ? lead : null, steps })
        : undefined;
    return {
      isDraft: campaign.status === "draft",
      version,
      steps: steps.length > 0 ? steps : [{ ...EMPTY_STEP, delayDays: 0 }],
      leads: journeys.items.map(({ leadId, email }) => ({ leadId, email })),
      preview,
      fields: MERGE_FIELD_NAMES.map(String),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const campaignId = parseId(args.params.id);
    const form = await readForm(args.request);
    const steps = readSteps(form);
    const edited = editSteps(steps, String(form.get("intent") ?? ""));
    if (edited)
      return data(
        { steps: edited, errors: {} as Record<string, string>, message: undefined as string | undefined },
        { status: 200 },
      );
    try {
      await saveSequence(app, actor, { campaignId, sequence: { steps } });
    } catch (error) {
      if (!isAppError(error) || (error.code !== "invalid_input" && error.code !== "conflict")) throw error;
      return data(refusalOf(steps, error), { status: error.code === "conflict" ? 409 : 400 });
    }
    throw redirect(`/app/campaigns/${campaignId}/sequence?done=sequence`, 303);
  });
}

function refusalOf(
  steps: FormStep[],
  error: { message: string; details: { issues?: { path: string; message: string }[] } },
) {
  const errors: Record<string, string> = {};
  for (const { path, message } of error.details.issues ?? []) errors[path] ??= message;
  return { steps, errors, message: error.message as string | undefined };
}

export default function Sequence() {
  const { isDraft, version, steps, leads, preview, fields } = useLoaderData<typeof loader>();
  const edited = useActionData<typeof action>();
  const shown = edited?.steps ?? steps;
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <Panel
        title="Mails"
        answer={
          version === 0
            ? "No mail is written yet."
            : `Version ${version} with ${steps.length} ${steps.length === 1 ? "step" : "steps"}.`
        }
      >
        {isDraft ? (
          <Form method="post" key={`${version} ${shown.length} ${edited ? "edited" : "saved"}`}>
            {/* Enter in a field saves: the first button of a form is the one it presses. */}
            <button type="submit" name="intent" value="save" hidden>
              Save sequence
            </button>
            <FormErrors errors={edited?.errors} message={edited?.message}>
              <SequenceSteps steps={shown} maxSteps={MAX_STEPS} />
            </FormErrors>
            <FieldWords fields={fields} />
            <div className="mt-4">
              <Button name="intent" value="save" look="primary" pendingLabel="Saving…">
                Save sequence
              </Button>
            </div>
          </Form>
        ) : (
          <Notice tone="info" title="The steps of a launched campaign stay as they are">
            Duplicate the campaign in its settings to write others.
          </Notice>
        )}
      </Panel>
      <Panel
        title="Preview"
        answer={
          preview ? `As ${preview.email} reads it, from ${preview.sender}.` : "The saved mails, filled in for a lead."
        }
      >
        {leads.length > 0 && (
          <Form method="get" className="mb-4 flex flex-wrap items-end gap-2">
            <Select
              name="lead"
              label="Lead"
              options={leads.map((lead) => ({ value: lead.leadId, label: lead.email }))}
              defaultValue={preview?.leadId}
            />
            <Button>Show</Button>
          </Form>
        )}
        {preview ? (
          <div className="flex flex-col gap-4">
            {preview.mails.map((mail) => (
              <MailPreview
                key={`${mail.stepNo} ${mail.variant}`}
                title={`Step ${mail.stepNo}`}
                subject={mail.subject}
                body={mail.body}
              />
            ))}
          </div>
        ) : (
          <p className="text-soft">
            {leads.length === 0 ? "Add leads to see their mails here." : "Save a step to see it here."}
          </p>
        )}
      </Panel>
    </div>
  );
}

function FieldWords({ fields }: { fields: string[] }) {
  return (
    <details className="mt-4">
      <summary className="link inline-block">Merge fields</summary>
      <p className="mt-2 text-soft">
        {
          '{{ first_name | default: "there" }} writes the first name, or "there". A field without a default that is blank for a lead stops the launch.'
        }
      </p>
      <p className="mt-2">{fields.map((field) => `{{ ${field} }}`).join("  ")}</p>
      <p className="mt-2 text-soft">{"Fields of your imports: {{ custom.team_size }}."}</p>
    </details>
  );
}
