import { Field } from "./field.tsx";

export type LeadFieldsFormProps = { values: Partial<Record<string, string | null>> };

const TEXTS = [
  ["firstName", "First name"],
  ["lastName", "Last name"],
  ["title", "Title"],
  ["companyName", "Company"],
  ["companyDomain", "Company domain"],
  ["phone", "Phone"],
  ["linkedinUrl", "LinkedIn URL"],
  ["website", "Website"],
  ["city", "City"],
  ["country", "Country"],
  ["industry", "Industry"],
] as const;

/** The fields of a lead for a person to fill; only the address is required. */
export function LeadFieldsForm({ values }: LeadFieldsFormProps) {
  return (
    <>
      <Field name="email" label="E-mail" type="email" required defaultValue={values.email ?? ""} />
      {TEXTS.map(([name, label]) => (
        <Field key={name} name={name} label={label} optional defaultValue={values[name] ?? ""} maxLength={500} />
      ))}
      <Field
        name="timeZone"
        label="Time zone"
        optional
        hint="Such as Europe/Berlin; mails go out in the lead's own day when it is known."
        defaultValue={values.timeZone ?? ""}
      />
    </>
  );
}
