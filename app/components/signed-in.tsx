import { Link } from "@remix-run/react";

/** Above a sign-in form for somebody who is signed in already: the way on, or another account. */
export function SignedIn({ email, to }: { email: string; to: string }) {
  return (
    <p className="mb-4 border-b border-line pb-4 text-soft">
      You are signed in as <span className="wrap-anywhere text-ink">{email}</span>.{" "}
      <Link className="link" to={to}>
        Go on
      </Link>
      , or use another account below.
    </p>
  );
}
