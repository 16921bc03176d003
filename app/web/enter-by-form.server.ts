/**
 * Sign-in and sign-up as strategies of remix-auth: a form becomes the token of a session or a refusal of the form.
 */
import { Authenticator } from "remix-auth";
import { FormStrategy } from "remix-auth-form";
import { z } from "zod";
import { PASSWORD_LENGTH } from "../domain/passwords.ts";
import { signIn } from "../use-cases/access/sign-in.server.ts";
import { type SignUpOutcome, signUp } from "../use-cases/access/sign-up.server.ts";
import type { PublicSeen } from "./answer-page.server.ts";
import { type FormRefusal, judgeForm, keptValues } from "./forms.server.ts";
import { boundedRequest } from "./read-body.server.ts";
import { readSessionCookie } from "./session-cookie.server.ts";

export type Entered =
  | { ok: true; token: string; next: string | undefined }
  | { ok: false; status: number; headers: Record<string, string>; refusal: FormRefusal };

const email = z
  .string({ error: "Enter your e-mail address." })
  .trim()
  .min(1, "Enter your e-mail address.")
  .max(254, "Use an address of at most 254 characters.")
  .pipe(z.email("Enter an address like ana@example.com."));
const next = z.string().optional();

export const signInForm = z.object({
  email,
  password: z
    .string({ error: "Enter your password." })
    .min(1, "Enter your password.")
    .max(PASSWORD_LENGTH.most * 8),
  next,
});

export const signUpForm = z.object({
  name: z
    .string({ error: "Enter your name." })
    .trim()
    .min(1, "Enter your name.")
    .max(100, "Use at most 100 characters."),
  company: z.string().trim().max(120, "Use at most 120 characters.").optional(),
  email,
  password: z
    .string({ error: "Choose a password." })
    .min(PASSWORD_LENGTH.least, `Use at least ${PASSWORD_LENGTH.least} characters.`)
    .max(PASSWORD_LENGTH.most, `Use at most ${PASSWORD_LENGTH.most} characters.`),
  next,
});

export function signInByForm({ app, ip }: PublicSeen, request: Request): Promise<Entered> {
  return byForm(request, async (form) => {
    const parsed = judgeForm(form, signInForm);
    if (!parsed.ok) return refused(400, parsed);
    const previousToken = readSessionCookie(request, app.config);
    const outcome = await signIn(app, { ...parsed.value, ip, previousToken });
    if (outcome.ok) return { ok: true, token: outcome.token, next: parsed.value.next };
    if (outcome.reason === "rate_limited") return tooMany(form, outcome.retryAfterMs);
    return refused(401, refusalOf(form, { message: "This e-mail address and password do not belong together." }));
  });
}

export function signUpByForm({ app, ip }: PublicSeen, request: Request): Promise<Entered> {
  return byForm(request, async (form) => {
    const parsed = judgeForm(form, signUpForm);
    if (!parsed.ok) return refused(400, parsed);
    const previousToken = readSessionCookie(request, app.config);
    const outcome = await signUp(app, { ...parsed.value, ip, previousToken });
    if (outcome.ok) return { ok: true, token: outcome.token, next: parsed.value.next };
    if (outcome.reason === "rate_limited") return tooMany(form, outcome.retryAfterMs);
    return refused(400, refusalOf(form, { errors: SIGN_UP_ERRORS[outcome.reason] }));
  });
}

type SignUpRefusal = Exclude<Extract<SignUpOutcome, { ok: false }>["reason"], "rate_limited">;

const SIGN_UP_ERRORS: Record<SignUpRefusal, Record<string, string>> = {
  email_taken: { email: "This address has an account already. Sign in instead." },
  invalid_email: { email: "Enter an address like ana@example.com." },
  password_too_short: { password: `Use at least ${PASSWORD_LENGTH.least} characters.` },
  wrong_credentials: { email: "This address cannot be used." },
};

async function byForm(request: Request, verify: (form: FormData) => Promise<Entered>): Promise<Entered> {
  const authenticator = new Authenticator<Entered>();
  authenticator.use(new FormStrategy(({ form }) => verify(form)), "form");
  return authenticator.authenticate("form", await boundedRequest(request));
}

function refusalOf(form: FormData, about: { message?: string; errors?: Record<string, string> }): FormRefusal {
  return { ok: false, errors: about.errors ?? {}, values: keptValues(form), message: about.message };
}

function refused(status: number, refusal: FormRefusal): Entered {
  return { ok: false, status, headers: {}, refusal };
}

function tooMany(form: FormData, retryAfterMs: number): Entered {
  const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
  const message = `Too many attempts. Try again in ${minutes} min. Planned mails go on.`;
  const headers = { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) };
  return { ok: false, status: 429, headers, refusal: refusalOf(form, { message }) };
}
