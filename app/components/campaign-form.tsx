import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import { Choice } from "./choice.tsx";
import { Field } from "./field.tsx";
import { FormErrors } from "./form-errors.tsx";
import { Select } from "./select.tsx";

export type CampaignFormProps = {
  campaign: {
    name: string;
    inboxIds: string[];
    window: { days: number[]; start: string; end: string };
    timeZone: string | null;
    timeZoneMode: "lead" | "inbox";
    companyStop: boolean;
    holidays: boolean;
  };
  inboxes: { inboxId: string; email: string; status: string; capPerDay: number }[];
  timeZones: string[];
  /** Which inboxes send is settled at launch. */
  areInboxesFixed?: boolean;
  errors?: Record<string, string>;
  message?: string;
  /** What was entered, after a refusal. */
  values?: Record<string, string>;
  /** The button. */
  children: ReactNode;
};

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map((label, index) => ({
  value: String(index + 1),
  label,
}));

/** What a campaign is called, who sends it, and when. */
export function CampaignForm(props: CampaignFormProps) {
  const { campaign, inboxes, timeZones, areInboxesFixed, errors, message, values, children } = props;
  const list = (name: string, stored: string[]) => values?.[name]?.split(",") ?? stored;
  const tick = (name: string, stored: boolean) => ((values ? values[name] === "on" : stored) ? ["on"] : []);
  const entered = (name: string, stored: string) => values?.[name] ?? stored;
  return (
    <Form method="post" className="flex flex-col gap-5">
      <FormErrors errors={errors} message={message}>
        <Field
          name="name"
          label="Name"
          hint="Only you see it."
          required
          maxLength={200}
          defaultValue={entered("name", campaign.name)}
        />
        <Choice
          name="inboxIds"
          label="Inboxes"
          type="checkbox"
          optional={!areInboxesFixed}
          hint={inboxHint(inboxes.length, areInboxesFixed)}
          options={inboxes.map((inbox) => ({
            value: inbox.inboxId,
            label: inbox.email,
            hint:
              inbox.status === "active" ? `up to ${inbox.capPerDay} mails a day` : `${inbox.status}: sends nothing now`,
            isDisabled: areInboxesFixed,
          }))}
          defaultValue={list("inboxIds", campaign.inboxIds)}
        />
        <Choice
          name="days"
          label="Days"
          type="checkbox"
          isInline
          options={weekdays}
          defaultValue={list("days", campaign.window.days.map(String))}
        />
        <Field
          name="start"
          label="From"
          type="time"
          width="short"
          required
          defaultValue={entered("start", campaign.window.start)}
        />
        <Field
          name="end"
          label="Until"
          type="time"
          width="short"
          required
          defaultValue={entered("end", campaign.window.end)}
        />
        <Choice
          name="timeZoneMode"
          label="The window is read in"
          type="radio"
          options={[
            { value: "inbox", label: "the time zone below" },
            {
              value: "lead",
              label: "the lead's time zone, where it is known",
              hint: "Otherwise in the time zone below.",
            },
          ]}
          defaultValue={entered("timeZoneMode", campaign.timeZoneMode)}
        />
        <Select
          name="timeZone"
          label="Time zone"
          options={[
            { value: "", label: "Each inbox's own" },
            ...timeZones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
          ]}
          defaultValue={entered("timeZone", campaign.timeZone ?? "")}
        />
        <Choice
          name="holidays"
          label="Holidays"
          type="checkbox"
          isLabelHidden
          options={[{ value: "on", label: "Send nothing on public holidays" }]}
          defaultValue={tick("holidays", campaign.holidays)}
        />
        <Choice
          name="companyStop"
          label="Company stop"
          type="checkbox"
          isLabelHidden
          options={[{ value: "on", label: "An answer stops everyone at the same company" }]}
          defaultValue={tick("companyStop", campaign.companyStop)}
        />
      </FormErrors>
      <div>{children}</div>
    </Form>
  );
}

function inboxHint(count: number, areFixed: boolean | undefined): string {
  if (areFixed) return "Settled at launch: each lead hears from one sender.";
  if (count === 0) return "No inbox is connected yet. You can write the campaign now and choose later.";
  return "Leads are shared among them by their caps; each lead hears from one.";
}
