import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { AuthShell } from "../components/auth-shell.tsx";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { FormErrors } from "../components/form-errors.tsx";
import { SignedIn } from "../components/signed-in.tsx";
import { answerEntry } from "../web/answer-entry.server.ts";
import { answerPublic } from "../web/answer-page.server.ts";
import { signInByForm } from "../web/enter-by-form.server.ts";
import { findMember } from "../web/guard.server.ts";
import { safeNextPath } from "../web/safe-path.ts";

export const meta: MetaFunction = () => [{ title: "Sign in · LeadBitz" }];

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export async function loader(args: LoaderFunctionArgs) {
  return answerPublic(args, async ({ url }) => {
    const member = await findMember(args);
    return { next: safeNextPath(url.searchParams.get("next")), signedInAs: member?.email };
  });
}

export async function action(args: ActionFunctionArgs) {
  return answerPublic(args, async (seen) => answerEntry(await signInByForm(seen, args.request), seen.app.config));
}

export default function LoginPage() {
  const { next, signedInAs } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  return (
    <AuthShell
      title="Sign in"
      foot={
        <>
          No account yet?{" "}
          <Link className="link" to={`/signup?${new URLSearchParams({ next })}`}>
            Create a workspace
          </Link>
        </>
      }
    >
      {signedInAs && <SignedIn email={signedInAs} to={next} />}
      <Form method="post" className="flex flex-col gap-4">
        <FormErrors message={refusal?.message} errors={refusal?.errors}>
          <input type="hidden" name="next" value={next} />
          <Field
            name="email"
            label="E-mail address"
            type="email"
            autoComplete="username"
            required
            defaultValue={refusal?.values.email}
          />
          <Field name="password" label="Password" type="password" autoComplete="current-password" required />
        </FormErrors>
        <Button look="primary" pendingLabel="Signing in…">
          Sign in
        </Button>
      </Form>
    </AuthShell>
  );
}
