import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { signOut } from "../use-cases/access/sign-out.server.ts";
import { answerPublic } from "../web/answer-page.server.ts";
import { clearedSessionCookie, readSessionCookie } from "../web/session-cookie.server.ts";

/** A link cannot sign anybody out. */
export async function loader() {
  return redirect("/", 303);
}

export async function action(args: ActionFunctionArgs) {
  return answerPublic(args, async ({ app }) => {
    const token = readSessionCookie(args.request, app.config);
    if (token !== undefined) await signOut(app, token);
    return redirect("/login", { status: 303, headers: { "Set-Cookie": clearedSessionCookie(app.config) } });
  });
}
