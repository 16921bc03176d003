import { describe, expect, it } from "vitest";
import { addMessage, openMailbox } from "../../sandbox/mailboxes.ts";
import { matchesQuery } from "../../sandbox/query.ts";
import { createWorld } from "../../sandbox/world.ts";
import { mailTo } from "./sandbox-client.ts";

const at = new Date("2026-11-24T08:00:00Z");
const now = new Date("2026-11-25T08:00:00Z");
const atSeconds = at.getTime() / 1000;
const mailbox = openMailbox(createWorld("tests", ""), "ada@acme.test");
const raw = mailTo("Bo <bo@ex.org>", { subject: "A quick question" });
const message = addMessage(mailbox, { raw, labelIds: ["SENT"], at });

describe("Gmail's search words", () => {
  it.each([
    ["in:sent to:(bo@ex.org) newer_than:2d", true],
    ["in:sent to:bo@ex.org", true],
    ["in:inbox", false],
    ["in:anywhere from:ada@acme.test", true],
    ["to:other@ex.org", false],
    [`after:${atSeconds}`, true],
    [`after:${atSeconds + 1}`, false],
    [`before:${atSeconds}`, false],
    ["after:2026/11/24", true],
    ["after:2026/11/25", false],
    ["newer_than:1d", true],
    ["newer_than:23h", false],
    ["older_than:23h", true],
    ["rfc822msgid:<ours@acme.test>", true],
    ["rfc822msgid:ours@acme.test", true],
    ["rfc822msgid:other@acme.test", false],
    ['subject:"quick question"', true],
    ["-in:inbox question", true],
    ["-in:sent", false],
    ["in:inbox OR in:sent", true],
    ["X-LeadBitz-Attempt:a1", false],
    ["", true],
  ])("%s → %s", (q, expected) => {
    expect(matchesQuery(message, q, now)).toBe(expected);
  });
});
