/** The URL of the installation's own mail server: smtp[s]://user:password@host:port/?from=alerts@example.com */
import { parseNamedAddress } from "./email-address.ts";

export type SystemMailServer = {
  from: string;
  host: string;
  port: number;
  isSecure: boolean;
  user: string | null;
  password: string;
};

/** Source: RFC 8314 3.3 (465, encrypted from the first byte) and RFC 6409 3.1 (587). */
const PORTS = { "smtps:": 465, "smtp:": 587 } as const;

/** Undefined for what systemMailProblem names. */
export function parseSystemMailUrl(url: string): SystemMailServer | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const [user, pass] = [decoded(username), decoded(password)];
  if (user === null || pass === null) return undefined;
  const from = searchParams.get("from") ?? user;
  if ((protocol !== "smtp:" && protocol !== "smtps:") || hostname === "" || !parseNamedAddress(from).ok)
    return undefined;
  return {
    from,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || PORTS[protocol]),
    isSecure: protocol === "smtps:",
    user: user === "" ? null : user,
    password: pass,
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: the URL says something that nobody can read.
    return null;
  }
}

/** Why a URL cannot be used; undefined when it can. */
export function systemMailProblem(url: string): string | undefined {
  if (parseSystemMailUrl(url)) return undefined;
  if (!/^smtps?:\/\/[^/?]/i.test(url)) return "must start with smtp:// or smtps:// and name a server";
  return "must name a sender that is an address: ?from=alerts@example.com";
}
