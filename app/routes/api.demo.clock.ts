/** The demo's clock. GET tells the sandbox the time; POST moves it and runs everything that falls due in between. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { redirect } from "@remix-run/node";
import { z } from "zod";
import { advanceClock } from "../use-cases/system/advance-clock.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseForm } from "../web/forms.server.ts";
import { loadContextOf } from "../web/load-context.server.ts";
import { parseJson } from "../web/parse.server.ts";
import { safeNextPath } from "../web/safe-path.ts";

const advance = z.object({ advanceMs: z.coerce.number().int().min(0), next: z.string().optional() });

export async function loader(args: LoaderFunctionArgs) {
  const { app } = loadContextOf(args);
  if (!app.clock.isVirtual) throw new Response("Not found", { status: 404 });
  return Response.json({ now: (await app.clock.now()).toISOString() });
}

export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app }) => {
    const { request } = args;
    if (request.headers.get("Content-Type")?.startsWith("application/json")) {
      return { body: await advanceClock(app, (await parseJson(request, advance)).advanceMs) };
    }
    const form = await parseForm(request, advance);
    if (!form.ok) return { status: 400, body: form.errors };
    await advanceClock(app, form.value.advanceMs);
    return redirect(safeNextPath(form.value.next ?? request.headers.get("Referer") ?? "/app"), 303);
  });
}
