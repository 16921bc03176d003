/** Who gets what, when, from whom and why: the mails of a plan, one page of them or those of one person. */
import { Link } from "@remix-run/react";
import { ButtonLink } from "./button.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Panel } from "./panel.tsx";
import { TimeText } from "./time-text.tsx";

export type PlannedMail = {
  leadId: string;
  email: string;
  step: number;
  at: Date | string;
  inboxEmail: string;
  reasons: { ok: boolean; detail: string }[];
};

type CampaignMailsProps = {
  mails: PlannedMail[];
  isDraft: boolean;
  /** The address looked for; `leadId` is null where the campaign has no such lead. */
  found: { email: string; leadId: string | null } | null;
  linkTo: (leadId: string) => string;
  now: Date | string;
  timeZone: string;
  /** The page's question as it stands in the URL: kept by the search and by the links. */
  question: [name: string, value: string][];
  nextCursor: string | null;
};

export function CampaignMails({ mails, found, question, nextCursor, ...rest }: CampaignMailsProps) {
  const { isDraft, linkTo } = rest;
  const isUnknown = found !== null && found.leadId === null;
  const asked: [string, string][] = found ? [...question, ["email", found.email]] : question;
  const query = (pairs: [string, string][]) => `?${new URLSearchParams(pairs)}`;
  return (
    <Panel
      title="Mails to come"
      answer={
        isDraft ? "This is what will be sent if you launch now, as far as what the plan assumes holds." : undefined
      }
    >
      <FilterBar
        label="Find one person's mails"
        search={{ name: "email", label: "E-mail address of a lead", defaultValue: found?.email }}
        active={found ? [{ label: "Lead", value: found.email, removeTo: query(question) }] : []}
      >
        {question.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      </FilterBar>
      {isUnknown ? (
        <EmptyState title="No such lead" reason={`No lead of this campaign has the address ${found.email}.`} />
      ) : (
        <DataTable
          caption="Mails to come"
          stacks
          columns={columnsOf(rest)}
          rows={mails}
          rowKey={({ leadId, step }) => `${leadId} ${step}`}
          empty={<NoMails leadTo={found?.leadId ? linkTo(found.leadId) : null} />}
        />
      )}
      {!isUnknown && nextCursor !== null && (
        <p className="py-3">
          <ButtonLink to={query([...asked, ["cursor", nextCursor]])} isSmall>
            Later mails
          </ButtonLink>
        </p>
      )}
    </Panel>
  );
}

function NoMails({ leadTo }: { leadTo: string | null }) {
  return (
    <EmptyState
      title={leadTo ? "No mail to this person is to come" : "No mail is to come"}
      reason={
        leadTo
          ? "Their journey is over or held, or its mails go later than the days looked at."
          : "Everybody is written to, or held, or the mails go later than the days looked at."
      }
      action={leadTo && <ButtonLink to={leadTo}>See why</ButtonLink>}
    />
  );
}

function columnsOf({
  linkTo,
  now,
  timeZone,
}: Pick<CampaignMailsProps, "linkTo" | "now" | "timeZone">): Column<PlannedMail>[] {
  return [
    {
      key: "lead",
      header: "Lead",
      render: ({ leadId, email, inboxEmail, reasons }) => (
        <>
          <Link className="link" to={linkTo(leadId)}>
            {email}
          </Link>
          <span className="block text-sm text-soft wrap-anywhere">
            From {inboxEmail}. {whyThen(reasons)}
          </span>
        </>
      ),
    },
    { key: "step", header: "Step", align: "right", render: ({ step }) => step },
    { key: "at", header: "Goes", render: ({ at }) => <TimeText at={at} now={now} timeZone={timeZone} /> },
  ];
}

/** The rule that decides the time stands first among the reasons. */
function whyThen(reasons: PlannedMail["reasons"]): string {
  const deciding = reasons.find(({ ok }) => !ok);
  return deciding ? `Not earlier, because ${deciding.detail}.` : "Nothing holds it back.";
}
