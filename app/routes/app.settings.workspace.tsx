import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Select } from "../components/select.tsx";
import { TextArea } from "../components/text-area.tsx";
import { Toast } from "../components/toast.tsx";
import { mayActAs } from "../domain/actor.ts";
import { readWorkspace } from "../use-cases/workspace/read-workspace.server.ts";
import { updateWorkspace } from "../use-cases/workspace/update-workspace.server.ts";
import { timeZoneNames, workspaceInput } from "../use-cases/workspace/workspace-input.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parseForm, refuseForm } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "Workspace · Settings · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, url }) => {
    const workspace = await readWorkspace(app, actor);
    return {
      workspace,
      timeZones: timeZoneNames(workspace.timeZone),
      mayEdit: mayActAs(actor.role, "admin"),
      isSaved: url.searchParams.get("done") === "saved",
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(
    args,
    async ({ app, actor }) => {
      const form = await parseForm(args.request, workspaceInput);
      if (!form.ok) return refuseForm(form);
      await updateWorkspace(app, actor, form.value);
      throw redirect("/app/settings/workspace?done=saved", 303);
    },
    { role: "admin" },
  );
}

export default function WorkspaceSettingsPage() {
  const { workspace, timeZones, mayEdit, isSaved } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const values = refusal?.values;
  return (
    <>
      <PageHeader
        title="Workspace"
        answer={
          workspace.postalAddress
            ? "Name, time zone and the postal address that stands in every mail."
            : "A postal address is missing. Campaigns cannot be launched without one."
        }
      />
      {!mayEdit && <Notice tone="info" title="Only an owner or admin may change these settings." />}
      <Form method="post" className="mt-4 flex flex-col gap-5">
        <FormErrors message={refusal?.message} errors={refusal?.errors}>
          <Field
            name="name"
            label="Name"
            maxLength={120}
            required
            disabled={!mayEdit}
            defaultValue={values?.name ?? workspace.name}
          />
          <Select
            name="timeZone"
            label="Time zone"
            hint="For times on these pages. Inboxes and campaigns have their own."
            disabled={!mayEdit}
            options={timeZones.map((name) => ({ value: name, label: name.replaceAll("_", " ") }))}
            defaultValue={values?.timeZone ?? workspace.timeZone}
          />
          <Field
            name="companySpread"
            label="Mails a day to one company"
            type="number"
            min={1}
            max={1_000}
            optional
            width="short"
            hint="To all people of one company together, over all inboxes. Free-mail addresses are no company. Empty: no limit."
            disabled={!mayEdit}
            defaultValue={values?.companySpread ?? workspace.companySpread ?? ""}
          />
          <TextArea
            name="postalAddress"
            label="Postal address"
            hint="Needed before launch: it stands in every mail."
            rows={4}
            readOnly={!mayEdit}
            defaultValue={values?.postalAddress ?? workspace.postalAddress ?? ""}
          />
        </FormErrors>
        {mayEdit && (
          <div>
            <Button look="primary" pendingLabel="Saving…">
              Save settings
            </Button>
          </div>
        )}
      </Form>
      {isSaved && !refusal && <Toast closeTo="/app/settings/workspace">Settings saved.</Toast>}
    </>
  );
}
