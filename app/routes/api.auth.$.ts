import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { loadContextOf } from "../web/load-context.server.ts";

/** The embedded identity's public keys, by which its tokens are verified. Everything else there is closed. */
export async function loader(args: LoaderFunctionArgs) {
  return loadContextOf(args).app.identity.answer(args.request);
}

export async function action(args: ActionFunctionArgs) {
  return loadContextOf(args).app.identity.answer(args.request);
}
