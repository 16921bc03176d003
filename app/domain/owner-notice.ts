/** The mail that tells a workspace's owners what happened to an inbox: what, why, what it means for the mails, what to do. */

export type OwnerNotice = {
  kind: "paused" | "disconnected";
  email: string;
  workspaceName: string;
  reason: string;
  /** The inbox's own page. */
  url: string;
};

export function writeOwnerNotice(notice: OwnerNotice): { subject: string; text: string } {
  const { kind, email, workspaceName, url } = notice;
  const reason = /[.!?]$/.test(notice.reason) ? notice.reason : `${notice.reason}.`;
  const meaning =
    kind === "disconnected"
      ? "Its mails are held and the answers to it are not read until it is connected again. Nothing is lost, and after reconnecting the mails go on inside the inbox's limits, without a burst."
      : "Its mails are held; answers are still read. Nothing is lost, and after resuming the mails go on inside the inbox's limits, without a burst.";
  const todo = kind === "disconnected" ? "Connect it again here:" : "Look at the reason, then resume it here:";
  return {
    subject: oneLine(`${email} is ${kind}: its mails are held`),
    text: `The inbox ${email} of the workspace ${oneLine(workspaceName)} is ${kind}.\n\nWhy: ${oneLine(reason)}\n\n${meaning}\n\n${todo}\n${url}\n`,
  };
}

/** No header and no line of the text can be broken by what a provider or a person wrote. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
}
