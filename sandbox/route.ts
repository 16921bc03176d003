// Which vendor a path belongs to.
import { handleControl } from "./control.ts";
import { providerOf } from "./faults.ts";
import { handleGmail } from "./gmail-routes.ts";
import { handleGraph } from "./graph-routes.ts";
import { type Call, problem, Refusal, type Reply } from "./http.ts";
import { showMailboxes } from "./mailbox-pages.ts";
import { handleMicrosoftLogin } from "./microsoft-token.ts";
import { handleGoogleOauth } from "./oauth-token.ts";
import type { World } from "./world.ts";

export function route(world: World, call: Call): Reply {
  try {
    return replyOf(world, call) ?? problem(404, `Not in the sandbox: ${call.method} ${call.path}`);
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.reply;
    throw refusal;
  }
}

function replyOf(world: World, call: Call): Reply | undefined {
  if (call.path.startsWith("/_control/")) return handleControl(world, call);
  if (call.path === "/" && call.method === "GET") return showMailboxes(world, call);
  const provider = providerOf(call.path);
  if (provider === "gmail") return handleGmail(world, call);
  if (provider === "graph") return handleGraph(world, call);
  if (provider === "microsoft_login") return handleMicrosoftLogin(world, call);
  return provider === "google_oauth" ? handleGoogleOauth(world, call) : undefined;
}
