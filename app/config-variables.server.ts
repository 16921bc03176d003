/** Every variable of the environment: schema, meaning, example. `.env.example` is checked against this table. */
import { isIP } from "node:net";
import { z } from "zod";
import { systemMailProblem } from "./domain/system-mail-url.ts";

const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);
const key32 = z
  .string()
  .refine(
    (value) => Buffer.from(value, "base64").length === 32,
    "must be 32 bytes in base64 (openssl rand -base64 32)",
  );

/** "9.9.9.9", "9.9.9.9:53", "2620:fe::fe" or "[2620:fe::fe]:53". */
function isDnsServer(server: string): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d{1,5})?|([^:]+)(?::\d{1,5})?)$/.exec(server) ?? [];
  return isIP(bracketed ?? plain ?? server) !== 0;
}

export const variables = {
  NODE_ENV: {
    schema: z.enum(["development", "production", "test"]).default("development"),
    about: "production for real use",
    example: "production",
  },
  APP_URL: {
    schema: url.optional(),
    about: "public address of this installation; required in production",
    example: "https://mail.example.com",
  },
  PORT: {
    schema: z.coerce.number().int().min(0).max(65535).default(3000),
    about: "port of the web server",
    example: "3000",
  },
  PROCESS: { schema: z.enum(["all", "web", "worker"]).default("all"), about: "what this process runs", example: "all" },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
      .optional(),
    about: "external Postgres 15 or newer; empty means the embedded one",
    example: "postgres://leadbitz:secret@db:5432/leadbitz",
  },
  DATA_DIR: {
    schema: z.string().default(".data/main"),
    about: "folder of the embedded database",
    example: ".data/main",
  },
  TOKEN_ENCRYPTION_KEY: {
    schema: key32.optional(),
    about: "seals mailbox tokens, 32 bytes base64; required in production",
    example: "openssl rand -base64 32",
  },
  TOKEN_ENCRYPTION_KEY_PREVIOUS: {
    schema: key32.optional(),
    about: "the key before; read, never written",
    example: "openssl rand -base64 32",
  },
  SESSION_SECRET: {
    schema: z.string().min(32).optional(),
    about: "signs cookies, at least 32 characters; required in production",
    example: "openssl rand -hex 32",
  },
  TRUSTED_ORIGINS: {
    schema: list.optional(),
    about: "more origins that forms may come from, by comma",
    example: "https://app.example.com",
  },
  TRUST_PROXY: {
    schema: z.coerce.number().int().min(0).max(10).default(0),
    about: "how many proxies stand in front",
    example: "1",
  },
  CRON_SECRET: {
    schema: z.string().min(16).optional(),
    about: "lets POST /api/cron/* in",
    example: "openssl rand -hex 24",
  },
  METRICS_TOKEN: {
    schema: z.string().min(16).optional(),
    about: "lets GET /metrics in",
    example: "openssl rand -hex 24",
  },
  LOG_LEVEL: {
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    about: "least level that is logged",
    example: "info",
  },
  GOOGLE_CLIENT_ID: {
    schema: z.string().optional(),
    about: "OAuth client for Gmail mailboxes",
    example: "1234.apps.googleusercontent.com",
  },
  GOOGLE_CLIENT_SECRET: { schema: z.string().optional(), about: "its secret", example: "GOCSPX-…" },
  GOOGLE_OAUTH_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of Google's OAuth",
    example: "http://localhost:3999",
  },
  GMAIL_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of the Gmail API",
    example: "http://localhost:3999",
  },
  MICROSOFT_CLIENT_ID: {
    schema: z.string().optional(),
    about: "application for Microsoft mailboxes (Entra, type Web)",
    example: "00000000-0000-0000-0000-000000000000",
  },
  MICROSOFT_CLIENT_SECRET: { schema: z.string().optional(), about: "its secret", example: "abc8Q~…" },
  MICROSOFT_TENANT: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.-]+$/, "must be common, organizations, consumers, or a tenant's id or domain")
      .default("common"),
    about: "whose accounts may connect",
    example: "organizations",
  },
  MICROSOFT_LOGIN_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of login.microsoftonline.com",
    example: "http://localhost:3999/mslogin",
  },
  GRAPH_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of Microsoft Graph",
    example: "http://localhost:3999",
  },
  STRIPE_WEBHOOK_SECRET: {
    schema: z.string().startsWith("whsec_").optional(),
    about: "signs Stripe's events; empty closes POST /api/webhooks/stripe",
    example: "whsec_…",
  },
  SYSTEM_SMTP_URL: {
    schema: z
      .string()
      .superRefine((value, context) => {
        const message = systemMailProblem(value);
        if (message) context.addIssue({ code: "custom", message });
      })
      .optional(),
    about: "mail server for notices to owners; empty means notices on the pages only",
    example: "smtps://user:password@mail.example.com/?from=alerts@example.com",
  },
  DNS_SERVERS: {
    schema: list
      .refine((servers) => servers.every(isDnsServer), "must be addresses, by comma, each with or without :port")
      .optional(),
    about: "DNS servers to ask, by comma; empty means the system's",
    example: "9.9.9.9,[2620:fe::fe]:53",
  },
  NEON_AUTH_URL: {
    schema: url.optional(),
    about: "Neon Auth; empty means the embedded identity",
    example: "https://ep-x.neonauth.eu.aws.neon.tech/db/auth",
  },
  LEADBITZ_CLOCK: {
    schema: z.enum(["system", "virtual"]).default("system"),
    about: "virtual in demo and tests only",
    example: "system",
  },
  LEADBITZ_DEMO: {
    schema: z.enum(["0", "1"]).default("0"),
    about: "1 in the demo: bar to move the clock, sandbox link",
    example: "0",
  },
  LEADBITZ_INTERVALS_DIVISOR: {
    schema: z.coerce.number().min(1).max(1000).default(1),
    about: "divides lease, time-outs and sweep intervals; tests only",
    example: "1",
  },
  LEADBITZ_SANDBOX_URL: {
    schema: url.optional(),
    about: "where the demo links to the sandbox's own page",
    example: "http://localhost:3999",
  },
} as const;
