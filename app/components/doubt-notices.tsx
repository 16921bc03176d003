import { ButtonLink } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { formatNumber } from "./number-text.tsx";

export type DoubtNoticesProps = { counts: { uncertain: number; failed: number; unnamed: number } };

/** Mails that wait for a person's word, each kind with the way to it. Nothing when there are none. */
export function DoubtNotices({ counts }: DoubtNoticesProps) {
  const kinds = [
    {
      show: "uncertain",
      count: counts.uncertain,
      title: (one: boolean) => `${one ? "mail" : "mails"} may have left`,
      what: "Nobody can know, and LeadBitz never sends such a mail again by itself. Look in the mailbox and say.",
      action: "Decide",
    },
    {
      show: "failed",
      count: counts.failed,
      title: (one: boolean) => `${one ? "mail" : "mails"} failed`,
      what: "Refused by the provider for good. The lead is held until you try again or stop.",
      action: "See why",
    },
    {
      show: "unnamed",
      count: counts.unnamed,
      title: (one: boolean) => (one ? "follow-up waits for you" : "follow-ups wait for you"),
      what: "The mail before has no thread in the mailbox that a follow-up could answer in.",
      action: "Decide",
    },
  ].filter(({ count }) => count > 0);
  if (kinds.length === 0) return null;
  return (
    <div className="mb-8 flex flex-col gap-2">
      {kinds.map(({ show, count, title, what, action }) => (
        <Notice
          key={show}
          tone={show === "unnamed" ? "wait" : "stop"}
          title={`${formatNumber(count)} ${title(count === 1)}`}
          action={
            <ButtonLink to={`/app/sending?show=${show}`} isSmall>
              {action}
            </ButtonLink>
          }
        >
          {what}
        </Notice>
      ))}
    </div>
  );
}
