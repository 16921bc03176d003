import { Form } from "@remix-run/react";
import { Button } from "./button.tsx";
import { Choice } from "./choice.tsx";
import { Field } from "./field.tsx";
import { FormErrors } from "./form-errors.tsx";
import { formatNumber } from "./number-text.tsx";
import { Select } from "./select.tsx";
import { TextArea } from "./text-area.tsx";

export type InboxFormProps = {
  inbox: {
    email: string;
    capPerDay: number;
    windowDays: number[];
    windowStart: string;
    windowEnd: string;
    minGapSeconds: number;
    timeZone: string;
    country: string | null;
    ramp: { startPerDay: number; addPerDay: number } | null;
    displayName: string;
    signature: string;
  };
  /** null: the provider names none. */
  ceiling: number | null;
  timeZones: string[];
  mayChange: boolean;
  errors?: Record<string, string>;
  /** What was entered, after a refusal. */
  values?: Record<string, string>;
};

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map((label, index) => ({
  value: String(index + 1),
  label,
}));

/** When and how an inbox sends. */
export function InboxForm({ inbox, ceiling, timeZones, mayChange, errors, values }: InboxFormProps) {
  const days = values?.days?.split(",") ?? inbox.windowDays.map(String);
  const entered = (name: string, stored: string | number) => values?.[name] ?? stored;
  return (
    <Form method="post" className="flex flex-col gap-5">
      <FormErrors errors={errors}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-5">
          <legend className="sr-only">When and how this inbox sends</legend>
          <Field
            name="cap"
            label="Mails per day"
            type="number"
            min={1}
            max={ceiling ?? 10_000}
            required
            width="short"
            hint={`${ceiling === null ? "Your server names no limit." : `The provider allows this address ${formatNumber(ceiling)}.`} Fewer look more like a person.`}
            defaultValue={entered("cap", inbox.capPerDay)}
          />
          <Field
            name="rampStart"
            label="Mails on the first day"
            type="number"
            min={1}
            max={ceiling ?? 10_000}
            optional
            width="short"
            hint="A new mailbox grows to its mails per day. Empty: it sends all of them from the first day on."
            defaultValue={entered("rampStart", inbox.ramp?.startPerDay ?? "")}
          />
          <Field
            name="rampAdd"
            label="More on each day that sends"
            type="number"
            min={0}
            max={ceiling ?? 10_000}
            optional
            width="short"
            defaultValue={entered("rampAdd", inbox.ramp?.addPerDay ?? "")}
          />
          <Choice name="days" label="Days" type="checkbox" isInline options={weekdays} defaultValue={days} />
          <Field
            name="start"
            label="From"
            type="time"
            required
            width="short"
            defaultValue={entered("start", inbox.windowStart)}
          />
          <Field
            name="end"
            label="Until"
            type="time"
            required
            width="short"
            defaultValue={entered("end", inbox.windowEnd)}
          />
          <Select
            name="timeZone"
            label="Time zone"
            hint="Of the window and of the day that the cap counts."
            options={timeZones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
            defaultValue={String(entered("timeZone", inbox.timeZone))}
          />
          <Field
            name="country"
            label="Country"
            optional
            width="short"
            maxLength={60}
            hint="Its public holidays count for leads of unknown country, if the campaign rests on holidays."
            defaultValue={entered("country", inbox.country ?? "")}
          />
          <Field
            name="minGapSeconds"
            label="Shortest gap between two mails"
            type="number"
            min={0}
            max={86_400}
            required
            width="short"
            suffix="seconds"
            defaultValue={entered("minGapSeconds", inbox.minGapSeconds)}
          />
          <Field
            name="displayName"
            label="Name in From"
            optional
            maxLength={100}
            autoComplete="off"
            defaultValue={entered("displayName", inbox.displayName)}
          />
          <TextArea
            name="signature"
            label="Signature"
            optional
            rows={4}
            defaultValue={String(entered("signature", inbox.signature))}
          />
          {mayChange ? (
            <div>
              <Button name="intent" value="save" look="primary" pendingLabel="Saving…">
                Save settings
              </Button>
            </div>
          ) : (
            <p className="text-soft">Admins and owners may change these.</p>
          )}
        </fieldset>
      </FormErrors>
    </Form>
  );
}
