import { describe, expect, it } from "vitest";
import { imapErrorOf } from "../../app/providers/smtp/imap-errors.ts";
import { type SmtpFailure, smtpErrorOf } from "../../app/providers/smtp/smtp-errors.ts";

const failure = (over: Partial<SmtpFailure>): SmtpFailure => Object.assign(new Error("failed"), over);
const answer = (response: string, command = "DATA", code = "EMESSAGE") =>
  failure({ response, command, code, responseCode: Number(response.slice(0, 3)) });
const before = { hasMessageBegun: false };
const after = { hasMessageBegun: true };

describe("an SMTP answer", () => {
  it.each([
    ["535 5.7.8 Authentication credentials invalid", "AUTH PLAIN", "EAUTH", "auth_revoked"],
    ["534 5.7.9 Application-specific password required", "AUTH PLAIN", "EAUTH", "auth_revoked"],
    ["454 4.7.0 Temporary authentication failure", "AUTH PLAIN", "EAUTH", "auth_transient"],
    ["421 4.7.0 Too many login attempts, try again later", "AUTH PLAIN", "EAUTH", "rate_limited"],
    ["535 5.7.139 Your account has been locked", "AUTH LOGIN", "EAUTH", "blocked"],
    ["535 5.7.8 Error: authentication failed: (reason unavailable)", "AUTH PLAIN", "EAUTH", "auth_revoked"],
    ["535 5.7.0 Too many login failures, try again later", "AUTH PLAIN", "EAUTH", "auth_transient"],
    ["530 5.7.0 Authentication required", "MAIL FROM", "EENVELOPE", "auth_revoked"],
    ["421 4.3.2 Service shutting down", "CONN", "EPROTOCOL", "rate_limited"],
    ["451 4.7.1 Rate limit exceeded", "MAIL FROM", "EENVELOPE", "rate_limited"],
    ["452 4.5.3 Too many recipients", "RCPT TO", "EENVELOPE", "rate_limited"],
    ["451 4.3.0 Temporary trouble in a separate part", "DATA", "EMESSAGE", "transient"],
    ["550 5.4.5 Daily user sending limit exceeded", "DATA", "EMESSAGE", "quota_exhausted"],
    ["554 5.2.0 You have exceeded the hourly limit of mails", "RCPT TO", "EENVELOPE", "quota_exhausted"],
    ["552 5.2.2 Mailbox full, quota exceeded", "RCPT TO", "EENVELOPE", "invalid_request"],
    ["550 5.1.1 User unknown", "RCPT TO", "EENVELOPE", "invalid_request"],
    ["553 5.1.3 Bad address", "RCPT TO", "EENVELOPE", "invalid_request"],
    ["550 5.7.1 Relaying denied", "RCPT TO", "EENVELOPE", "invalid_request"],
    ["550 5.4.6 Unusual sending activity detected", "DATA", "EMESSAGE", "blocked"],
    ["550 5.1.8 Access denied, bad outbound sender", "MAIL FROM", "EENVELOPE", "blocked"],
    ["554 5.7.1 Message rejected due to local policy", "DATA", "EMESSAGE", "blocked"],
    ["552 5.3.4 Message too big", "MAIL FROM", "EENVELOPE", "invalid_request"],
  ])("%s to %s is certain: nothing left", (response, command, code, kind) => {
    expect(smtpErrorOf(answer(response, command, code), before)).toMatchObject({ kind, delivery: "not_sent" });
  });

  it("to the final dot is as certain, whether it says later or never", () => {
    for (const response of ["451 4.3.0 later", "554 5.6.0 no", "421 4.3.2 closing"]) {
      expect(smtpErrorOf(answer(response), after).delivery).toBe("not_sent");
    }
  });

  it("never shows the server's own words", () => {
    const error = smtpErrorOf(answer("550 5.1.1 <b>evil</b> http://x.test", "RCPT TO", "EENVELOPE"), before);
    expect(error.message).toBe("The mail server refused the recipient (550 5.1.1).");
    expect(String((error.cause as Error).message)).toContain("evil");
  });
});

describe("no SMTP answer", () => {
  it.each(["ECONNECTION", "ETIMEDOUT", "ESOCKET", "EPROTOCOL"])("%s is open once the message began", (code) => {
    expect(smtpErrorOf(failure({ code, command: "CONN" }), after)).toMatchObject({
      kind: "ambiguous",
      delivery: "unknown",
    });
    expect(smtpErrorOf(failure({ code, command: "CONN" }), before)).toMatchObject({
      kind: "transient",
      delivery: "not_sent",
    });
  });

  it("is what a half answer of a dying connection counts for", () => {
    const half = failure({ code: "ECONNECTION", command: "CONN", response: "451 half", responseCode: 451 });
    expect(smtpErrorOf(half, after)).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
  });

  it("means a message that the server would not take, when it was not even offered", () => {
    const tooBig = failure({ code: "EMESSAGE", command: "MAIL FROM" });
    expect(smtpErrorOf(tooBig, before)).toMatchObject({ kind: "invalid_request", delivery: "not_sent" });
  });
});

describe("an IMAP refusal", () => {
  const refused = (over: object) => Object.assign(new Error("Command failed"), over);
  it.each([
    [{ authenticationFailed: true, serverResponseCode: "AUTHENTICATIONFAILED" }, "auth_revoked"],
    [{ authenticationFailed: true, response: "Invalid credentials (Failure)" }, "auth_revoked"],
    [{ authenticationFailed: true, serverResponseCode: "UNAVAILABLE" }, "auth_transient"],
    [{ authenticationFailed: true, response: "Too many simultaneous connections" }, "auth_transient"],
    [{ code: "ETHROTTLE", throttleReset: 60_000 }, "rate_limited"],
    [{ responseStatus: "NO", serverResponseCode: "OVERQUOTA" }, "quota_exhausted"],
    [{ responseStatus: "NO", mailboxMissing: true }, "not_found"],
    [{ responseStatus: "NO", serverResponseCode: "INUSE" }, "rate_limited"],
    [{ code: "EConnectionClosed" }, "transient"],
    [{ code: "ETIMEOUT" }, "transient"],
  ])("%j is %s; nothing is ever sent by it", (over, kind) => {
    expect(imapErrorOf(refused(over))).toMatchObject({ kind, delivery: "not_sent" });
  });
});
