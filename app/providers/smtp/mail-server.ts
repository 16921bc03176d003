/**
 * What both protocols share: encryption is never optional and certificates are always verified. `ca` adds an authority
 * of one's own (an internal mail server); it takes none away from the check.
 */
import { getCACertificates } from "node:tls";
import type { ServerProblem } from "../ports.ts";

/** `ca`: PEM certificates that are trusted besides the public ones. `sentCopyWaitMs`: until a server's own copy is there. */
export type SmtpConfig = { ca?: string; sentCopyWaitMs?: number };

/** RFC 8997: nothing below TLS 1.2 for mail. */
export function tlsOf(config: SmtpConfig) {
  const ca = config.ca === undefined ? {} : { ca: [...getCACertificates("default"), config.ca] };
  return { minVersion: "TLSv1.2" as const, ...ca };
}

const NOT_FOUND = new Set(["ENOTFOUND", "EDNS", "EAI_AGAIN", "ENODATA"]);
const ENCRYPTION =
  /^(ETLS|EREQUIRETLS|UPGRADE_TIMEOUT|STARTTLS_INJECTION|ClosedAfterConnectTLS)$|CERT|SELF_SIGNED|^ERR_(TLS|SSL)|^UNABLE_TO_|^EPROTO$/;
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|ETIMEOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ECONNECTION|ESOCKET|CONNECT_TIMEOUT|GREETING_TIMEOUT|ClosedAfterConnectText|NoConnection|EConnectionClosed)$/;

/** Names the trouble of a connection by the codes of its error; the system's own code tells most. */
export function problemOf(codes: (string | undefined)[]): ServerProblem | undefined {
  const known = codes.filter((code) => code !== undefined);
  if (known.some((code) => NOT_FOUND.has(code))) return "host_not_found";
  if (known.some((code) => ENCRYPTION.test(code))) return "encryption";
  if (known.some((code) => UNREACHABLE.test(code))) return "unreachable";
  return undefined;
}
