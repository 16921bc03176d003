// The authorization code, spent once. Source: RFC 6749 section 4.1.3; RFC 7636 section 4.6.
import { createHash } from "node:crypto";
import type { AuthorizationCode, World } from "./world.ts";

export type CodeProblem = "unknown" | "expired" | "client" | "redirect" | "no_verifier" | "verifier";

export function redeemCode(
  world: World,
  form: URLSearchParams,
  clientId: string,
  now: Date,
): AuthorizationCode | CodeProblem {
  const code = form.get("code") ?? "";
  const verifier = form.get("code_verifier") ?? "";
  const known = world.codes.get(code);
  if (!known) return "unknown";
  if (known.expiresAtMs <= now.getTime()) return "expired";
  if (known.clientId !== clientId) return "client";
  if (known.redirectUri !== form.get("redirect_uri")) return "redirect";
  if (known.challenge !== "" && verifier === "") return "no_verifier";
  if (known.challenge !== "" && known.challenge !== createHash("sha256").update(verifier).digest("base64url"))
    return "verifier";
  world.codes.delete(code);
  return known;
}
