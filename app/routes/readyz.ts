import type { LoaderFunctionArgs } from "@remix-run/node";
import { checkReadiness } from "../use-cases/system/check-readiness.server.ts";
import { loadContextOf } from "../web/load-context.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  const readiness = await checkReadiness(loadContextOf(args).app);
  return Response.json(readiness, { status: readiness.ok ? 200 : 503, headers: { "Cache-Control": "no-store" } });
}
