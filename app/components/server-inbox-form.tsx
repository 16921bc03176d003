import { Form } from "@remix-run/react";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { FormErrors } from "./form-errors.tsx";
import { Select } from "./select.tsx";

type Server = { host: string; port: number; isSecure: boolean; user: string };

export type ServerInboxFormProps = {
  email: string;
  smtp: Server | null;
  imap: Server | null;
  hint: string;
  smtpPorts: number[];
  imapPorts: number[];
  errors?: Record<string, string>;
  /** What was entered, after a refusal. */
  values?: Record<string, string>;
};

/** The two servers of a mailbox and what opens them. */
export function ServerInboxForm(props: ServerInboxFormProps) {
  const { email, smtp, imap, hint, smtpPorts, imapPorts, errors, values } = props;
  return (
    <Form method="post" className="flex flex-col gap-5">
      <FormErrors errors={errors}>
        <Field
          name="email"
          label="E-mail address"
          type="email"
          required
          autoComplete="off"
          defaultValue={values?.email ?? email}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          required
          autoComplete="off"
          hint={hint || "An app password, if your mail host makes them. It is stored sealed and never shown again."}
        />
        <ServerFields name="smtp" title="Server for sending (SMTP)" server={smtp} ports={smtpPorts} values={values} />
        <ServerFields name="imap" title="Server for reading (IMAP)" server={imap} ports={imapPorts} values={values} />
        <div>
          <Button look="primary" pendingLabel="Trying both servers…">
            Connect mailbox
          </Button>
        </div>
      </FormErrors>
    </Form>
  );
}

type ServerFieldsProps = {
  name: "smtp" | "imap";
  title: string;
  server: Server | null;
  ports: number[];
  values: Record<string, string> | undefined;
};

const securities = [
  { value: "tls", label: "TLS from the start" },
  { value: "starttls", label: "STARTTLS" },
];

function ServerFields({ name, title, server, ports, values }: ServerFieldsProps) {
  const stored = server && { Security: server.isSecure ? "tls" : "starttls", Port: String(server.port) };
  return (
    <fieldset className="flex flex-col gap-5">
      <legend className="mb-3 font-medium">{title}</legend>
      <Field
        name={`${name}Host`}
        label={name === "smtp" ? "SMTP server" : "IMAP server"}
        required
        autoComplete="off"
        defaultValue={values?.[`${name}Host`] ?? server?.host ?? ""}
      />
      <Select
        name={`${name}Port`}
        label={name === "smtp" ? "SMTP port" : "IMAP port"}
        width="short"
        options={ports.map((port) => ({ value: String(port), label: String(port) }))}
        defaultValue={values?.[`${name}Port`] ?? stored?.Port ?? String(ports[0])}
      />
      <Select
        name={`${name}Security`}
        label={name === "smtp" ? "SMTP encryption" : "IMAP encryption"}
        hint="Port 465 and 993 use TLS from the start, the others STARTTLS."
        options={securities}
        defaultValue={values?.[`${name}Security`] ?? stored?.Security ?? "tls"}
      />
      <Field
        name={`${name}User`}
        label={name === "smtp" ? "SMTP user name" : "IMAP user name"}
        optional
        autoComplete="off"
        hint="Empty means the e-mail address."
        defaultValue={values?.[`${name}User`] ?? server?.user ?? ""}
      />
    </fieldset>
  );
}
