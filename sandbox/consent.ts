// What the consent pages of both vendors share: reading the chosen mailbox, keeping the code, going back.
import { opaqueToken } from "./ids.ts";
import type { World } from "./world.ts";

const CODE_LIFE_MS = 10 * 60_000;
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

/** The mailbox that the person chose or typed; undefined when it is no address. */
export function emailIn(form: URLSearchParams): string | undefined {
  const email = (form.get("email")?.trim() || form.get("mailbox") || "").toLowerCase();
  return ADDRESS.test(email) ? email : undefined;
}

export function keepCode(
  world: World,
  asked: URLSearchParams,
  grant: { email: string; scopes: string[]; isOffline: boolean; prefix: string },
  now: Date,
): string {
  const { email, scopes, isOffline, prefix } = grant;
  const code = opaqueToken(prefix, 40);
  world.codes.set(code, {
    email,
    clientId: asked.get("client_id") ?? "",
    redirectUri: asked.get("redirect_uri") ?? "",
    scopes,
    challenge: asked.get("code_challenge") ?? "",
    isOffline,
    expiresAtMs: now.getTime() + CODE_LIFE_MS,
  });
  return code;
}

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hash === "";
}

/** The headers of the redirect that takes the browser back to the application. */
export function backTo(asked: URLSearchParams, answer: Record<string, string>): Record<string, string> {
  const url = new URL(asked.get("redirect_uri") ?? "");
  const state = asked.get("state");
  if (state !== null) url.searchParams.set("state", state);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  return { location: url.toString(), "cache-control": "no-store" };
}
