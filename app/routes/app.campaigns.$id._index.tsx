import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { answerPage } from "../web/answer-page.server.ts";
import { parseId } from "../web/parse.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async () => {
    throw redirect(`/app/campaigns/${parseId(args.params.id)}/overview`);
  });
}

/** Without a component this address would be a resource, and its errors bare data instead of the error page. */
export default function CampaignIndex() {
  return null;
}
