import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { z } from "zod";
import { answerPublic } from "../web/answer-page.server.ts";
import { parseForm } from "../web/parse.server.ts";
import { safeNextPath } from "../web/safe-path.ts";
import { setCookie } from "../web/session-cookie.server.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const themeForm = z.object({
  theme: z.enum(["light", "dark", "system"]).catch("system"),
  returnTo: z.string().optional(),
});

export async function loader() {
  return redirect("/", 303);
}

/** Colours are kept in the browser only; an unknown word follows the system. */
export async function action(args: ActionFunctionArgs) {
  return answerPublic(args, async ({ app }) => {
    const form = await parseForm(args.request, themeForm);
    const { theme, returnTo } = form.ok ? form.value : { theme: "system", returnTo: undefined };
    const cookie = setCookie("theme", theme, theme === "system" ? 0 : YEAR_SECONDS, app.config);
    return redirect(safeNextPath(returnTo), { status: 303, headers: { "Set-Cookie": cookie } });
  });
}
