import { Form } from "@remix-run/react";
import type { DomainCheck } from "../domain/sender-domain.ts";
import type { PasteRecord, RecordCheck } from "../domain/sender-records.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { FormErrors } from "./form-errors.tsx";
import { Mark } from "./mark.tsx";
import { Panel } from "./panel.tsx";
import { TimeText } from "./time-text.tsx";
import type { Tone } from "./tone.ts";

export type SenderDomainProps = {
  domain: string;
  check: (DomainCheck & { checkedAt: Date | string }) | null;
  now: Date | string;
  timeZone: string;
  mayChange: boolean;
  selectorError?: string;
  /** What was entered, after a refusal. */
  selector?: string;
};

const NAMES = { spf: "SPF", dkim: "DKIM", dmarc: "DMARC" } as const;
const LOOKS: Record<RecordCheck["state"], { tone: Tone; word: string }> = {
  ok: { tone: "ok", word: "In order" },
  missing: { tone: "stop", word: "Missing" },
  wrong: { tone: "stop", word: "Wrong" },
};

/** What the domain in From publishes, each record with what to paste where it is missing or wrong. */
export function SenderDomain(props: SenderDomainProps) {
  const { domain, check, now, timeZone, mayChange } = props;
  return (
    <Panel
      title="Sending domain"
      answer={<Answer {...{ domain, check, now, timeZone }} />}
      action={mayChange && !check?.isForeign && <LookAgain label={check ? "Look again" : "Look now"} />}
    >
      {check && check.checks.length > 0 && (
        <ul
          aria-label={`What ${domain} publishes`}
          className="divide-y divide-line rounded-lg border border-line bg-card"
        >
          {check.checks.map((one) => (
            <Row key={one.kind} check={one} />
          ))}
        </ul>
      )}
      {mayChange && check && !check.isForeign && <SelectorForm {...props} />}
    </Panel>
  );
}

function Answer({ domain, check, now, timeZone }: Pick<SenderDomainProps, "domain" | "check" | "now" | "timeZone">) {
  if (check === null) return <>{domain} was not looked up yet; that happens by itself within a minute.</>;
  if (check.isForeign)
    return <>{domain} belongs to a mail service, which publishes everything for it. There is nothing to do.</>;
  const open = check.checks.filter((one) => one.state !== "ok").map((one) => NAMES[one.kind]);
  return (
    <>
      {open.length === 0
        ? `Receivers can check that mails from ${domain} are real.`
        : `Receivers trust mails from ${domain} less: look at ${listed(open)}.`}{" "}
      Looked up <TimeText at={check.checkedAt} now={now} timeZone={timeZone} />, again each day.
    </>
  );
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function LookAgain({ label }: { label: string }) {
  return (
    <Form method="post">
      <Button name="intent" value="check_domain" isSmall pendingLabel="Looking…">
        {label}
      </Button>
    </Form>
  );
}

function Row({ check }: { check: RecordCheck }) {
  const { tone, word } = LOOKS[check.state];
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="flex w-40 shrink-0 items-center gap-2.5 font-medium">
          <Mark tone={tone} size={8} />
          {NAMES[check.kind]}
          <span className="text-xs font-medium text-soft">{word}</span>
        </span>
        <span className="min-w-0 flex-1 basis-64">{check.sentence}</span>
      </div>
      {check.todo && <p className="mt-1 text-sm text-soft">{check.todo}</p>}
      {check.paste.map((record) => (
        <Paste key={record.name} record={record} />
      ))}
    </li>
  );
}

/** One click on a value selects all of it. */
function Paste({ record }: { record: PasteRecord }) {
  return (
    <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-md border border-line bg-paper px-3 py-2 text-sm">
      <dt className="text-soft">Type</dt>
      <dd className="font-mono">{record.type}</dd>
      <dt className="text-soft">Name</dt>
      <dd className="font-mono break-all select-all">{record.name}</dd>
      <dt className="text-soft">Value</dt>
      {record.value === null ? (
        <dd className="text-soft">as shown there</dd>
      ) : (
        <dd className="font-mono break-all select-all">{record.value}</dd>
      )}
    </dl>
  );
}

function SelectorForm({ check, selector, selectorError }: SenderDomainProps) {
  const dkim = check?.checks.find((one) => one.kind === "dkim");
  if (dkim?.state === "ok" && selectorError === undefined) return null;
  return (
    <Form method="post" className="mt-4 flex flex-col items-start gap-3">
      <FormErrors errors={selectorError === undefined ? undefined : { selector: selectorError }}>
        <Field
          name="selector"
          label="DKIM selector"
          hint="Only when the key is published under a name of its own: what stands before ._domainkey."
          optional
          maxLength={120}
          autoComplete="off"
          spellCheck={false}
          defaultValue={selector}
        />
        <Button name="intent" value="check_domain" pendingLabel="Looking…">
          Look under this selector
        </Button>
      </FormErrors>
    </Form>
  );
}
