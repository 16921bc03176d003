/**
 * What a received answer does to journeys, lists and numbers. Only an answer of a person, an opt-out, a hard bounce and a
 * complaint end a journey; an absence note, a full mailbox and a delay are stored and change nothing.
 */
import type { ClassifiedMessage } from "./classify-message.ts";

export type AnswerEffect = {
  stop: null | {
    status: "replied" | "bounced" | "unsubscribed" | "stopped";
    /** In all campaigns of the workspace, or only in the campaign that was answered. */
    isEverywhere: boolean;
    reason: string;
  };
  suppression: null | "unsubscribe" | "bounce" | "complaint";
  stat: null | "replied" | "bounced" | "unsubscribed" | "complained";
  isUnread: boolean;
};

const NOTHING: AnswerEffect = { stop: null, suppression: null, stat: null, isUnread: false };

/**
 * Shape   class of a matched mail, and of a bounce its kind → effect
 * Errors  none
 * Source  issue part 10; RFC 3463 (5.x.x of an address is permanent)
 */
export function decideAnswerEffect({ class: found, bounce, reason }: ClassifiedMessage): AnswerEffect {
  switch (found) {
    case "reply": {
      const stop = { status: "replied", isEverywhere: false, reason: "They answered." } as const;
      return { stop, suppression: null, stat: "replied", isUnread: true };
    }
    case "unsubscribe": {
      const said = `They asked in a reply not to be written to. ${reason}`;
      const stop = { status: "unsubscribed", isEverywhere: true, reason: said } as const;
      return { stop, suppression: "unsubscribe", stat: "unsubscribed", isUnread: true };
    }
    case "complaint": {
      const said = "They reported our mail as spam.";
      const stop = { status: "stopped", isEverywhere: true, reason: said } as const;
      return { stop, suppression: "complaint", stat: "complained", isUnread: false };
    }
    case "bounce": {
      if (bounce?.kind !== "hard") return NOTHING;
      const status = bounce.recipients.find((recipient) => recipient.status)?.status;
      const said = `The mail came back: the address does not take mail${status ? ` (${status})` : ""}.`;
      const stop = { status: "bounced", isEverywhere: true, reason: said } as const;
      return { stop, suppression: "bounce", stat: "bounced", isUnread: false };
    }
    case "auto_reply":
      return { ...NOTHING, isUnread: true };
    case "notice":
      return NOTHING;
  }
}
