import { describe, expect, it } from "vitest";
import { serverInboxSchema } from "../../app/domain/mail-server-input.ts";
import { presetFor } from "../../app/domain/mail-server-presets.ts";

const server = { host: "mail.acme.test", port: 587, secure: false, user: "ana", password: "secret" };
const body = (over: { smtp?: object; imap?: object; email?: string } = {}) => ({
  email: over.email ?? "Ana@Acme.test",
  smtp: { ...server, ...over.smtp },
  imap: { host: "mail.acme.test", port: 993, secure: true, ...over.imap },
});
const pathsOf = (input: unknown) =>
  (serverInboxSchema.safeParse(input).error?.issues ?? []).map((issue) => issue.path.join("."));

describe("servers that were typed in", () => {
  it("takes a body and fills in the user names", () => {
    expect(serverInboxSchema.parse(body())).toEqual({
      email: "ana@acme.test",
      password: "secret",
      smtp: { host: "mail.acme.test", port: 587, isSecure: false, user: "ana" },
      imap: { host: "mail.acme.test", port: 993, isSecure: true, user: "ana" },
    });
    expect(serverInboxSchema.parse(body({ smtp: { user: "" }, imap: { user: " bo " } }))).toMatchObject({
      smtp: { user: "ana@acme.test" },
      imap: { user: "bo" },
    });
  });

  it.each(["mail.acme.test", "MAIL.acme.test.", "mailserver", "10.0.0.5", "127.0.0.1", "fd00::25", "mail_1.acme.test"])(
    "takes the host %s",
    (host) => expect(pathsOf(body({ smtp: { host } }))).toEqual([]),
  );

  it.each([
    "",
    " ",
    "https://mail.acme.test",
    "mail.acme.test:465",
    "a b",
    "mail..test",
    "x\r\ny",
    "user@host",
    "/etc",
    "-a.test",
  ])("refuses the host %j", (host) => expect(pathsOf(body({ smtp: { host } }))).toEqual(["smtp.host"]));

  it.each([
    ["smtp", 25],
    ["smtp", 22],
    ["smtp", 5432],
    ["imap", 587],
    ["imap", 80],
    ["imap", 0],
  ])("lets %s not reach port %s", (name, port) =>
    expect(pathsOf(body({ [name]: { port } }))).toContain(`${name}.port`),
  );

  it("refuses a port with the other kind of encryption", () => {
    expect(pathsOf(body({ smtp: { secure: true } }))).toEqual(["smtp.secure"]);
    expect(pathsOf(body({ smtp: { port: 465 } }))).toEqual(["smtp.secure"]);
    expect(pathsOf(body({ imap: { port: 143 } }))).toEqual(["imap.secure"]);
    expect(pathsOf(body({ smtp: { port: 2525, secure: true } }))).toEqual([]);
  });

  it("refuses control characters, empty and differing passwords, and fields that it does not know", () => {
    expect(pathsOf(body({ smtp: { password: "a\0b" } }))).toEqual(["smtp.password"]);
    expect(pathsOf(body({ smtp: { password: "" } }))).toEqual(["smtp.password"]);
    expect(pathsOf(body({ smtp: { user: "a\r\nb" } }))).toEqual(["smtp.user"]);
    expect(pathsOf(body({ imap: { password: "other" } }))).toEqual(["imap.password"]);
    expect(pathsOf(body({ email: "ana@acme.test, bo@acme.test" }))).toEqual(["email"]);
    expect(pathsOf(body({ smtp: { rejectUnauthorized: false } }))).toEqual(["smtp"]);
  });
});

describe("known mail hosts", () => {
  it("proposes servers by the domain, with the user name that the host wants", () => {
    expect(presetFor("ana@fastmail.com")).toMatchObject({
      kind: "servers",
      preset: {
        name: "Fastmail",
        smtp: { host: "smtp.fastmail.com", port: 465, isSecure: true, user: "ana@fastmail.com" },
      },
    });
    expect(presetFor("ana@icloud.com")).toMatchObject({
      preset: { smtp: { port: 587, isSecure: false, user: "ana@icloud.com" }, imap: { user: "ana" } },
    });
  });

  it("sends Google's and Microsoft's addresses to their own sign-in, and knows nothing of others", () => {
    expect(presetFor("ana@gmail.com")).toEqual({ kind: "other_way", vendor: "google" });
    expect(presetFor("ana@Outlook.com")).toEqual({ kind: "other_way", vendor: "microsoft" });
    expect(presetFor("ana@acme.test")).toEqual({ kind: "unknown" });
    expect(presetFor("")).toEqual({ kind: "unknown" });
  });
});
