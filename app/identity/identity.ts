/** The identity port: who someone is. Embedded Better Auth or Neon Auth answer the same REST calls and JWTs. */

/** A verified person, from the identity provider's own signed token. */
export type VerifiedUser = { subject: string; email: string; name: string };

export type IdentityOutcome =
  | { ok: true; user: VerifiedUser }
  | {
      ok: false;
      reason: "wrong_credentials" | "email_taken" | "password_too_short" | "rate_limited" | "invalid_email";
    };

export type Identity = {
  signUp(input: { name: string; email: string; password: string }): Promise<IdentityOutcome>;
  signIn(input: { email: string; password: string }): Promise<IdentityOutcome>;
  /** Verifies a JWT by the provider's JWKS: issuer, audience, EdDSA only, expiry. Throws unauthenticated. */
  verifyToken(jwt: string): Promise<VerifiedUser>;
  /** Answers /api/auth/* when identity is embedded; 404 otherwise. */
  answer(request: Request): Promise<Response>;
  close(): Promise<void>;
};
