/** What follows a sign-in or sign-up: the session's cookie and the way on, or the form again. */
import { data, redirect } from "@remix-run/node";
import type { Config } from "../config.server.ts";
import type { Entered } from "./enter-by-form.server.ts";
import { safeNextPath } from "./safe-path.ts";
import { sessionCookie } from "./session-cookie.server.ts";

export function answerEntry(entered: Entered, config: Config) {
  if (entered.ok) {
    throw redirect(safeNextPath(entered.next), {
      status: 303,
      headers: { "Set-Cookie": sessionCookie(entered.token, config) },
    });
  }
  const { errors, values, message } = entered.refusal;
  return data({ errors, values, message }, { status: entered.status, headers: entered.headers });
}
