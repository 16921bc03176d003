/** Why a mailbox was not connected, in words: looked up by the words in the address, which are never shown themselves. */

const NAMES: Record<string, string> = { google: "Google", microsoft: "Microsoft" };
const READS = "to read mail, so that an answer stops the next mail";
const WRITES = "to write drafts and send them";
const NOTHING = "Nothing was connected.";

const FAILED: Record<string, string> = {
  denied: `{vendor} was told not to allow it. ${NOTHING}`,
  expired: "More than ten minutes passed. Connect again.",
  state: `This answer of {vendor} belongs to no connection that you started here. ${NOTHING} Connect again.`,
  refused: `{vendor} refused the connection. ${NOTHING} Connect again.`,
  unreachable: `{vendor} could not be reached. ${NOTHING} Try again in a few minutes.`,
  other_provider: `This address is connected here in another way already. ${NOTHING}`,
  admin: `Your organisation lets only an administrator allow this. ${NOTHING}`,
  scopes_compose: `A permission was left out: ${WRITES}. ${NOTHING} Connect again and tick it.`,
  scopes_readonly: `A permission was left out: ${READS}. ${NOTHING} Connect again and tick it.`,
  scopes_compose_readonly: `Two permissions were left out: ${WRITES}, and ${READS}. ${NOTHING} Connect again and tick both.`,
  scopes_any: `{vendor} did not grant every permission that is needed: ${READS}, and ${WRITES}. ${NOTHING} Connect again.`,
};
const OFFLINE: Record<string, string> = {
  google: "Google gave no lasting access. Remove this app at myaccount.google.com/permissions, then connect again.",
  microsoft: "Microsoft gave no lasting access. Remove this app at myapps.microsoft.com, then connect again.",
};

/** The sentence for `?failed=…&vendor=…`; undefined when nothing failed. */
export function connectFailure(query: URLSearchParams): string | undefined {
  const vendor = vendorIn(query);
  const word = query.get("failed") ?? "";
  if (word === "offline") return OFFLINE[vendor];
  return FAILED[word]?.replaceAll("{vendor}", NAMES[vendor] ?? "");
}

/** Only Microsoft's organisations ask for an administrator. */
export function needsAdmin(query: URLSearchParams): boolean {
  return query.get("failed") === "admin" && vendorIn(query) === "microsoft";
}

function vendorIn(query: URLSearchParams): string {
  return query.get("vendor") === "microsoft" ? "microsoft" : "google";
}
