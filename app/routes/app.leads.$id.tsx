import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { LeadFieldsForm } from "../components/lead-fields-form.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Panel } from "../components/panel.tsx";
import { TimeText } from "../components/time-text.tsx";
import { Toast } from "../components/toast.tsx";
import { leadChangeInput } from "../domain/lead-input.ts";
import { changeLead } from "../use-cases/leads/change-lead.server.ts";
import { deleteLead } from "../use-cases/leads/delete-lead.server.ts";
import { readLead } from "../use-cases/leads/read-lead.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { judgeForm, keptValues, readForm, refuseForm } from "../web/forms.server.ts";
import { parseId } from "../web/parse.server.ts";
import { refusalOf } from "../web/refusal-of.server.ts";

const DONE: Record<string, string> = { added: "The lead is added.", changed: "The lead is changed." };

export const meta: MetaFunction = () => [{ title: "Lead · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url, now, member }) => {
    const details = await readLead(app, actor, { leadId: parseId(args.params.id) });
    return { ...details, done: DONE[url.searchParams.get("done") ?? ""], now, timeZone: member.timeZone };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const leadId = parseId(args.params.id);
    const form = await readForm(args.request);
    const intent = form.get("intent");
    form.delete("intent");
    if (intent === "delete") {
      await deleteLead(app, actor, { leadId });
      return redirect("/app/leads?done=deleted", 303);
    }
    const parsed = judgeForm(form, leadChangeInput);
    if (!parsed.ok) return refuseForm(parsed);
    const changed = await refusalOf(() => changeLead(app, actor, { leadId, change: parsed.value }));
    if (!changed.ok) return refuseForm({ errors: changed.errors, values: keptValues(form) });
    return redirect(`/app/leads/${leadId}?done=changed`, 303);
  });
}

export default function LeadPage() {
  const { lead, origins, campaigns, isSuppressed, done, now, timeZone } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const refusal = refused && "errors" in refused ? refused : undefined;
  const { custom, tags, ...texts } = lead;
  const values = refusal?.values ?? { ...texts, createdAt: null, updatedAt: null };
  const customs = Object.entries(custom);
  return (
    <>
      <PageHeader
        title={[lead.firstName, lead.lastName].filter(Boolean).join(" ") || lead.email}
        answer={[lead.title, lead.companyName].filter(Boolean).join(", ") || lead.email}
        back={{ to: "/app/leads", label: "Leads" }}
      />
      {isSuppressed && (
        <div className="mb-6">
          <Notice tone="stop" title="No mail goes to this lead">
            Its address or domain is on the{" "}
            <Link to="/app/suppressions" className="link">
              suppression list
            </Link>
            .
          </Notice>
        </div>
      )}
      <Panel title="Campaigns">
        {campaigns.length === 0 && <p className="text-soft">In no campaign.</p>}
        <ul className="flex flex-col gap-1">
          {campaigns.map((campaign) => (
            <li key={campaign.campaignId}>
              <Link to={`/app/campaigns/${campaign.campaignId}/overview`} className="link">
                {campaign.name}
              </Link>{" "}
              <span className="text-soft">
                {isNotStarted(campaign) ? "not started" : campaign.status}
                {campaign.statusReason && ` · ${campaign.statusReason}`}
                {campaign.nextDueAt && (
                  <>
                    {" "}
                    · next mail <TimeText at={campaign.nextDueAt} now={now} timeZone={timeZone} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Origin">
        {origins.length === 0 && (
          <p className="text-soft">
            Added by hand, <TimeText at={lead.createdAt} now={now} timeZone={timeZone} />.
          </p>
        )}
        <ul className="flex flex-col gap-1">
          {origins.map((origin) => (
            <li key={`${origin.importId}${String(origin.fetchedAt)}`}>
              {origin.importId ? (
                <Link to={`/app/leads/imports/${origin.importId}`} className="link">
                  {origin.fileName}
                </Link>
              ) : (
                "Discovery"
              )}{" "}
              <span className="text-soft">
                <TimeText at={origin.fetchedAt} now={now} timeZone={timeZone} />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      {(customs.length > 0 || tags.length > 0) && (
        <Panel title="More">
          {tags.length > 0 && <p className="mb-2 text-soft wrap-anywhere">Tags: {tags.join(", ")}</p>}
          <dl className="grid max-w-form grid-cols-[minmax(8rem,auto)_1fr] gap-x-4 gap-y-1">
            {customs.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-soft wrap-anywhere">{name}</dt>
                <dd className="wrap-anywhere" dir="auto">
                  {String(value)}
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
      <Panel title="Fields">
        <Form method="post" className="flex flex-col gap-5">
          <FormErrors errors={refusal?.errors}>
            <LeadFieldsForm values={values} />
            <div>
              <Button look="primary" name="intent" value="save" pendingLabel="Saving…">
                Save lead
              </Button>
            </div>
          </FormErrors>
        </Form>
      </Panel>
      {campaigns.length === 0 && (
        <Panel title="Delete this lead" answer="Its fields and origin are gone for good. No mail was sent to it.">
          <Form method="post">
            <Button look="danger" name="intent" value="delete" pendingLabel="Deleting…">
              Delete lead
            </Button>
          </Form>
        </Panel>
      )}
      {done && <Toast closeTo={`/app/leads/${lead.leadId}`}>{done}</Toast>}
    </>
  );
}

/** Until its campaign is launched, a journey waits for nothing. */
function isNotStarted(campaign: { campaignStatus: string; status: string }) {
  return campaign.campaignStatus === "draft" && campaign.status === "waiting";
}
