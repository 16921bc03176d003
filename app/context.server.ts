/** The wiring list: everything a use case may reach, made once by server.ts. */
import { hostname } from "node:os";
import pino from "pino";
import type { DatabaseClient } from "../db/client.ts";
import { getStoredNow } from "../db/queries/system/app-clock.ts";
import { systemScope } from "../db/scope.ts";
import { storedClock, systemClock } from "./clock.ts";
import type { Config, Secrets } from "./config.server.ts";
import type { AppContext } from "./context.ts";
import { createSecretBox } from "./credentials/secret-box.ts";
import { newId } from "./domain/ids.ts";
import { parseSystemMailUrl } from "./domain/system-mail-url.ts";
import { createIdentity } from "./identity/create-identity.ts";
import { dnsRecords } from "./providers/dns/dns-records.ts";
import { gmailMailProvider } from "./providers/google/gmail-mail-provider.ts";
import { googleMailboxOAuth } from "./providers/google/google-mailbox-oauth.ts";
import { microsoftMailProvider } from "./providers/microsoft/microsoft-mail-provider.ts";
import { microsoftMailboxOAuth } from "./providers/microsoft/microsoft-mailbox-oauth.ts";
import { smtpMailProvider } from "./providers/smtp/smtp-mail-provider.ts";
import { stripeEvents } from "./providers/stripe/stripe-events.ts";
import { systemMail } from "./providers/system-mail/system-mail.ts";
import { threadSimulator } from "./simulation/thread-simulator.server.ts";

/** Values under these keys never reach the log, however deep. */
const REDACTED = [
  "password",
  "token",
  "accessToken",
  "refreshToken",
  "authorization",
  "cookie",
  "secret",
  "raw",
  "body",
  "subject",
];

export function createLog(config: Config): pino.Logger {
  return pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[secret]" },
  });
}

export function createContext(parts: {
  config: Config;
  secrets: Secrets;
  db: DatabaseClient;
  connectionString: string;
  log: pino.Logger;
  stopping?: AbortSignal;
}): AppContext {
  const { config, secrets, db, log } = parts;
  const google = {
    clientId: config.google.clientId ?? "",
    clientSecret: secrets.googleClientSecret ?? "",
    oauthBaseUrl: config.google.oauthBaseUrl,
    gmailBaseUrl: config.google.gmailBaseUrl,
  };
  const microsoft = {
    ...config.microsoft,
    clientId: config.microsoft.clientId ?? "",
    clientSecret: secrets.microsoftClientSecret ?? "",
  };
  const systemServer = parseSystemMailUrl(secrets.systemSmtpUrl ?? "");
  return {
    config,
    secrets,
    db,
    log,
    clock: config.clock === "virtual" ? storedClock(() => getStoredNow(systemScope(db))) : systemClock,
    identity: createIdentity(config, secrets, parts.connectionString, log),
    secretBox: createSecretBox(secrets.tokenEncryptionKey, secrets.tokenEncryptionKeyPrevious),
    providers: {
      dns: dnsRecords({ servers: config.dnsServers }),
      ...(systemServer
        ? { systemMail: systemMail({ server: systemServer, timeoutMs: config.intervals.httpTimeoutMs }) }
        : {}),
      gmail: gmailMailProvider(google),
      microsoft: microsoftMailProvider(microsoft),
      smtp: smtpMailProvider(),
      googleMailbox: googleMailboxOAuth(google),
      microsoftMailbox: microsoftMailboxOAuth(microsoft),
      ...(secrets.stripeWebhookSecret ? { billingEvents: stripeEvents(secrets.stripeWebhookSecret) } : {}),
    },
    simulator: threadSimulator(),
    workerId: `${hostname()}:${process.pid}:${newId().slice(-8)}`,
    stopping: parts.stopping ?? new AbortController().signal,
  };
}
