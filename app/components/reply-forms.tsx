import { Form } from "@remix-run/react";
import { Button } from "./button.tsx";
import { FormErrors } from "./form-errors.tsx";
import { CATEGORY_OPTIONS } from "./reply-words.ts";
import { Select } from "./select.tsx";
import { TextArea } from "./text-area.tsx";

/** What a person says the conversation is; a wrong guess is put right here. */
export function CategoryForm({ category }: { category: string | null }) {
  return (
    <Form method="post" className="flex flex-wrap items-end gap-2" key={category}>
      <input type="hidden" name="intent" value="categorize" />
      <Select
        name="category"
        label="Category"
        defaultValue={category ?? ""}
        required
        options={category ? CATEGORY_OPTIONS : [{ value: "", label: "Not sorted yet" }, ...CATEGORY_OPTIONS]}
      />
      <Button>Save category</Button>
    </Form>
  );
}

export type AnswerFormProps = {
  /** Made once per page: pressing twice sends one mail. */
  idempotencyKey: string;
  toName: string;
  refusal?: { errors: Record<string, string>; values: Record<string, string> };
};

export function AnswerForm({ idempotencyKey, toName, refusal }: AnswerFormProps) {
  return (
    <Form method="post" className="mt-6 flex max-w-[72ch] flex-col gap-3">
      <FormErrors errors={refusal?.errors}>
        <input type="hidden" name="intent" value="answer" />
        <input type="hidden" name="idempotencyKey" value={refusal?.values.idempotencyKey ?? idempotencyKey} />
        <TextArea
          name="body"
          label={`Answer to ${toName}`}
          hint="Plain text. It goes into the same thread; your signature is added."
          rows={6}
          required
          defaultValue={refusal?.values.body}
        />
      </FormErrors>
      <div>
        <Button look="primary" name="send" value="answer" pendingLabel="Sending…">
          Send answer
        </Button>
      </div>
    </Form>
  );
}
