import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { ServerInboxForm } from "../components/server-inbox-form.tsx";
import { IMAP_PORTS, SMTP_PORTS } from "../domain/mail-server-input.ts";
import { connectSmtpInbox } from "../use-cases/inboxes/connect-smtp-inbox.server.ts";
import { readServerForm } from "../use-cases/inboxes/read-server-form.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { keptValues, readForm, refuseForm } from "../web/forms.server.ts";
import { refusalOf } from "../web/refusal-of.server.ts";
import { judgeServerInboxForm, serverFieldErrors } from "../web/server-inbox-form.server.ts";

const OTHER_WAY = {
  google: "Google mailboxes connect by Google's own sign-in, which is safer and keeps drafts. Use Connect Gmail.",
  microsoft: "Microsoft takes no passwords from programs any more. Use Connect Microsoft.",
};

export const meta: MetaFunction = () => [{ title: "Connect a mailbox · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(
    args,
    async ({ app, actor, url }) => {
      const form = await readServerForm(app, actor, { email: url.searchParams.get("email") ?? "" });
      const ports = { smtpPorts: [...SMTP_PORTS], imapPorts: [...IMAP_PORTS] };
      return { ...form, ...ports, isAsked: form.email !== "" && form.refusal === null };
    },
    { role: "admin" },
  );
}

export async function action(args: ActionFunctionArgs) {
  return answerPage(
    args,
    async ({ app, actor }) => {
      const form = await readForm(args.request);
      const judged = judgeServerInboxForm(form);
      if (!judged.ok) return refuseForm(judged);
      const connected = await refusalOf(() => connectSmtpInbox(app, actor, judged.value));
      if (!connected.ok) {
        return refuseForm({ errors: serverFieldErrors(connected.errors), values: keptValues(form) });
      }
      const done = connected.value.isReconnected ? "reconnected" : "connected";
      return redirect(`/app/settings/inboxes?done=${done}`, 303);
    },
    { role: "admin" },
  );
}

export default function ConnectServers() {
  const known = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const refusal = refused && "errors" in refused ? refused : undefined;
  const hasForm = known.isAsked || refusal !== undefined;
  return (
    <>
      <PageHeader
        title={known.isReconnect ? "Reconnect a mailbox" : "Connect a mailbox by SMTP and IMAP"}
        answer="Mails leave over the mailbox's own server, and answers are read there. Both are tried before anything is stored."
        back={{ to: "/app/settings/inboxes", label: "Inboxes" }}
      />
      <div className="flex flex-col gap-2 not-empty:mb-4">
        {known.otherWay && (
          <Notice tone="info" title="There is a better way for this address">
            {OTHER_WAY[known.otherWay]}
          </Notice>
        )}
        {known.hostName && (
          <Notice tone="info" title={`${known.hostName} is known`}>
            Its servers are filled in. {known.hint}
          </Notice>
        )}
      </div>
      {hasForm ? (
        <ServerInboxForm {...known} key={known.email} errors={refusal?.errors} values={refusal?.values} />
      ) : (
        <AskEmail email={known.email} refusal={known.refusal} />
      )}
    </>
  );
}

/** First the address: for many mail hosts the servers are known then. */
function AskEmail({ email, refusal }: { email: string; refusal: string | null }) {
  return (
    <Form method="get" className="flex flex-col gap-5">
      <FormErrors errors={refusal ? { email: refusal } : undefined}>
        <Field name="email" label="E-mail address" type="email" required autoComplete="off" defaultValue={email} />
        <div>
          <Button look="primary">Continue</Button>
        </div>
      </FormErrors>
    </Form>
  );
}
