import type { LoaderFunctionArgs } from "@remix-run/node";
import { readMessageHtml } from "../use-cases/replies/read-message-html.server.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parseId } from "../web/parse.server.ts";

/** No script, no form, no remote image, no way to our own site; shown in a frame of ours only (design.md 7). */
const POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor }) => {
    const html = await readMessageHtml(app, actor, parseId(args.params.id));
    return new Response(html, {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
      },
    });
  });
}
