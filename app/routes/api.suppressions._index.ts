import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { addSuppressions } from "../use-cases/suppressions/add-suppressions.server.ts";
import { listSuppressions } from "../use-cases/suppressions/list-suppressions.server.ts";
import { removeSuppression } from "../use-cases/suppressions/remove-suppression.server.ts";
import { answerApi } from "../web/answer-api.server.ts";
import { parseJson, parsePageRequest } from "../web/parse.server.ts";
import { requireMethod } from "../web/require-method.server.ts";

const REASONS = ["unsubscribe", "bounce", "complaint", "manual", "erasure", "provider_opt_out"] as const;
const entry = z.object({
  email: z.string().optional(),
  domain: z.string().optional(),
  reason: z.enum(REASONS).default("manual"),
});

export async function loader(args: LoaderFunctionArgs) {
  return answerApi(args, async ({ app, actor, url }) => {
    const { items, pageInfo } = await listSuppressions(app, actor, {
      ...parsePageRequest(url),
      q: url.searchParams.get("q") ?? "",
    });
    return { body: { items, pageInfo } };
  });
}

/** POST adds one entry, DELETE takes one off; both name it by `email` or `domain`. */
export async function action(args: ActionFunctionArgs) {
  return answerApi(args, async ({ app, actor }) => {
    const method = requireMethod(args.request, "POST", "DELETE");
    const { email, domain, reason } = await parseJson(args.request, entry);
    const value = email ?? domain;
    const path = email === undefined ? "domain" : "email";
    if (value === undefined || (email !== undefined && domain !== undefined))
      throw refusal("email", "Give either an e-mail address or a domain.");
    if ((path === "email") !== value.replace(/^\*?@/, "").includes("@"))
      throw refusal(path, path === "email" ? "This is no e-mail address." : "This is no domain.");
    if (method === "DELETE") {
      await removeSuppression(app, actor, { value });
      return { status: 204 };
    }
    const { refused, ...added } = await addSuppressions(app, actor, {
      texts: [{ lineNo: 1, text: value }],
      reason,
      source: "api",
    });
    if (refused[0] !== undefined) throw refusal(path, refused[0].reason);
    return { status: 201, body: added };
  });
}

function refusal(path: string, message: string): AppError {
  return new AppError("invalid_input", message, { issues: [{ path, message }] });
}
