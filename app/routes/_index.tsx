import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { answerPublic } from "../web/answer-page.server.ts";
import { findMember } from "../web/guard.server.ts";

/** There is no front page: whoever is signed in goes to work, everyone else to the sign-in. */
export async function loader(args: LoaderFunctionArgs) {
  return answerPublic(args, async () => redirect((await findMember(args)) ? "/app" : "/login"));
}
