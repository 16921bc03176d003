import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { LeadFieldsForm } from "../components/lead-fields-form.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { newLeadInput } from "../domain/lead-input.ts";
import { addLead } from "../use-cases/leads/add-lead.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { judgeForm, keptValues, readForm, refuseForm } from "../web/forms.server.ts";
import { refusalOf } from "../web/refusal-of.server.ts";

export const meta: MetaFunction = () => [{ title: "Add a lead · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async () => null);
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const form = await readForm(args.request);
    const parsed = judgeForm(form, newLeadInput);
    if (!parsed.ok) return refuseForm(parsed);
    const added = await refusalOf(() => addLead(app, actor, parsed.value));
    if (!added.ok) return refuseForm({ errors: added.errors, values: keptValues(form) });
    return redirect(`/app/leads/${added.value.leadId}?done=added`, 303);
  });
}

export default function NewLead() {
  const refused = useActionData<typeof action>();
  const refusal = refused && "errors" in refused ? refused : undefined;
  return (
    <>
      <PageHeader
        title="Add a lead"
        answer="Only the e-mail address is needed; the rest helps to write to the person."
        back={{ to: "/app/leads", label: "Leads" }}
      />
      <Form method="post" className="flex flex-col gap-5">
        <FormErrors errors={refusal?.errors}>
          <LeadFieldsForm values={refusal?.values ?? {}} />
          <div>
            <Button look="primary" pendingLabel="Adding…">
              Add lead
            </Button>
          </div>
        </FormErrors>
      </Form>
    </>
  );
}
