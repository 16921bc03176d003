import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { AuthShell } from "../components/auth-shell.tsx";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { SignedIn } from "../components/signed-in.tsx";
import { PASSWORD_LENGTH } from "../domain/passwords.ts";
import { answerEntry } from "../web/answer-entry.server.ts";
import { answerPublic } from "../web/answer-page.server.ts";
import { signUpByForm } from "../web/enter-by-form.server.ts";
import { findMember } from "../web/guard.server.ts";
import { safeNextPath } from "../web/safe-path.ts";

export const meta: MetaFunction = () => [{ title: "Create a workspace · LeadBitz" }];

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export async function loader(args: LoaderFunctionArgs) {
  return answerPublic(args, async ({ url }) => {
    const member = await findMember(args);
    return { next: safeNextPath(url.searchParams.get("next")), signedInAs: member?.email };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPublic(args, async (seen) => answerEntry(await signUpByForm(seen, args.request), seen.app.config));
}

export default function SignupPage() {
  const { next, signedInAs } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const values = refusal?.values;
  return (
    <AuthShell
      title="Create a workspace"
      answer="No mail leaves before you connect an inbox and launch a campaign."
      foot={
        <>
          Have an account?{" "}
          <Link className="link" to={`/login?${new URLSearchParams({ next })}`}>
            Sign in
          </Link>
        </>
      }
    >
      {signedInAs && <SignedIn email={signedInAs} to={next} />}
      <Form method="post" className="flex flex-col gap-4">
        <FormErrors message={refusal?.message} errors={refusal?.errors}>
          <input type="hidden" name="next" value={next} />
          <Field
            name="name"
            label="Your name"
            autoComplete="name"
            maxLength={100}
            required
            defaultValue={values?.name}
          />
          <Field
            name="company"
            label="Company"
            hint="The workspace is named after it."
            autoComplete="organization"
            maxLength={120}
            optional
            defaultValue={values?.company}
          />
          <Field
            name="email"
            label="E-mail address"
            type="email"
            autoComplete="username"
            required
            defaultValue={values?.email}
          />
          <Field
            name="password"
            label="Password"
            hint={`At least ${PASSWORD_LENGTH.least} characters.`}
            type="password"
            autoComplete="new-password"
            minLength={PASSWORD_LENGTH.least}
            maxLength={PASSWORD_LENGTH.most}
            required
          />
        </FormErrors>
        <Button look="primary" pendingLabel="Creating…">
          Create workspace
        </Button>
      </Form>
    </AuthShell>
  );
}
