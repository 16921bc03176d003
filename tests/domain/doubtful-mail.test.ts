import { describe, expect, it } from "vitest";
import { callWords, type MailCall, searchFor } from "../../app/domain/doubtful-mail.ts";

const call = (over: Partial<MailCall>): MailCall => ({
  call: "send_draft",
  startedAt: new Date("2026-11-24T09:00:00Z"),
  finishedAt: new Date("2026-11-24T09:00:01Z"),
  outcome: "ok",
  detail: null,
  providerRequestId: null,
  ...over,
});

describe("evidence about a mail in doubt", () => {
  it.each([
    [call({}), "The provider was told to send it, and said yes."],
    [
      call({ outcome: "unknown", detail: "Google did not say whether the mail left." }),
      "The provider was told to send it, and no clear answer came back (Google did not say whether the mail left). It may have left by this call.",
    ],
    [call({ outcome: null, finishedAt: null }), "The provider was told to send it; no answer was recorded."],
    [
      call({ call: "create_draft", outcome: "unknown" }),
      "A draft was to be put into the mailbox, and no clear answer came back.",
    ],
    [
      call({ call: "reconcile", outcome: "gone" }),
      "LeadBitz looked into the mailbox for it: the draft is gone, and no sent copy was found.",
    ],
    [
      call({ outcome: "refused", detail: "Google refused the request." }),
      "The provider was told to send it, and the provider said no (Google refused the request). Nothing left by this call.",
    ],
  ])("says what was called and answered, and no more: %#", (made, sentence) => {
    expect(callWords(made)).toBe(sentence);
  });

  it("gives a search that quotes in the subject cannot break", () => {
    const mail = { inboxEmail: "ana@acme.test", toEmail: "lea@x.test", subject: 'The "new"\n plan', attemptId: "id-1" };
    expect(searchFor(mail)).toMatchObject({
      query: 'to:lea@x.test subject:"The new plan"',
      header: "X-LeadBitz-Attempt: id-1",
    });
  });
});
