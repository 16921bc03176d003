import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { FileDrop } from "../components/file-drop.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { storeUpload } from "../use-cases/leads/store-upload.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { refuseForm } from "../web/forms.server.ts";
import { readUpload } from "../web/upload.server.ts";

export const meta: MetaFunction = () => [{ title: "Import leads · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async () => null);
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const { taken } = await readUpload(args.request, (upload) => storeUpload(app, actor, upload));
    if (taken?.ok) return redirect(`/app/leads/imports/${taken.importId}`, 303);
    return refuseForm({ errors: { file: taken?.reason ?? "Choose the file to import." }, values: {} });
  });
}

export default function ImportLeads() {
  const refused = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="Import leads"
        answer="Choose a CSV; its columns are recognised, and you check them before anything is stored."
        back={{ to: "/app/leads", label: "Leads" }}
      />
      <Form method="post" encType="multipart/form-data" className="flex flex-col gap-5">
        <FormErrors errors={refused && "errors" in refused ? refused.errors : undefined}>
          <FileDrop
            name="file"
            label="CSV file"
            hint="Exports of Apollo, HubSpot, LinkedIn, Google and Outlook contacts, or any table with a column of e-mail addresses. Comma, semicolon or tab; up to 50 MB."
            accept=".csv,.tsv,.txt,text/csv"
            required
          />
          <div>
            <Button look="primary" pendingLabel="Uploading…">
              Upload file
            </Button>
          </div>
        </FormErrors>
      </Form>
    </>
  );
}
