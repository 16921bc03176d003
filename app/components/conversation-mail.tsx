import { Message } from "./message.tsx";
import { CLASS_WORDS, STATE_WORDS } from "./reply-words.ts";
import { StatusBadge } from "./status-badge.tsx";

export type ConversationMailProps = {
  message: {
    messageId: string | null;
    direction: "inbound" | "outbound";
    fromEmail: string;
    fromName: string;
    subject: string;
    text: string;
    hasHtml: boolean;
    class: string | null;
    classReason: string | null;
    state: string;
    stateReason: string | null;
    at: Date | string;
  };
  now: Date | string;
  timeZone: string;
};

/** A mail of a conversation: what it is taken for and why; for one of ours, whether it has left. */
export function ConversationMail({ message, now, timeZone }: ConversationMailProps) {
  const shown = message.direction === "inbound" ? CLASS_WORDS[message.class ?? ""] : STATE_WORDS[message.state];
  const reason = message.direction === "inbound" ? message.classReason : message.stateReason;
  return (
    <Message
      direction={message.direction === "inbound" ? "in" : "out"}
      from={message.fromName ? `${message.fromName} <${message.fromEmail}>` : message.fromEmail}
      at={message.at}
      now={now}
      timeZone={timeZone}
      subject={message.subject}
      text={message.text}
      htmlSrc={message.hasHtml && message.messageId ? `/app/replies/messages/${message.messageId}/html` : undefined}
      state={shown && <StatusBadge tone={shown.tone} word={shown.word} reason={reason} />}
    />
  );
}
