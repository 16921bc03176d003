/** The filters of the reply list, as fields and as removable links. */
import type { ActiveFilter, FilterSelect } from "./filter-bar.tsx";
import { CATEGORY_OPTIONS } from "./reply-words.ts";

type Option = { value: string; label: string };
type Choices = { campaigns: Option[]; inboxes: Option[] };

const KINDS = [
  { value: "", label: "Answers" },
  { value: "reports", label: "Bounces and notices" },
  { value: "all", label: "Everything" },
];
const UNREAD = [
  { value: "", label: "Read and unread" },
  { value: "true", label: "Unread only" },
];

export function replySelects(params: URLSearchParams, choices: Choices) {
  return fieldsOf(choices).map((field) => ({ ...field, defaultValue: params.get(field.name) ?? "" }));
}

export function activeReplyFilters(params: URLSearchParams, choices: Choices): ActiveFilter[] {
  const chosen = fieldsOf(choices).flatMap(({ name, label, options }) => {
    const found = options.find((option) => option.value !== "" && option.value === params.get(name));
    return found ? [{ label, value: found.label, removeTo: without(params, name) }] : [];
  });
  const q = params.get("q")?.trim();
  return q ? [...chosen, { label: "Search", value: q, removeTo: without(params, "q") }] : chosen;
}

function fieldsOf({ campaigns, inboxes }: Choices): FilterSelect[] {
  return [
    { name: "unread", label: "State", options: UNREAD },
    { name: "kind", label: "Show", options: KINDS },
    { name: "category", label: "Category", options: [{ value: "", label: "Any" }, ...CATEGORY_OPTIONS], isRare: true },
    { name: "campaignId", label: "Campaign", options: [{ value: "", label: "Any" }, ...campaigns], isRare: true },
    { name: "inboxId", label: "Inbox", options: [{ value: "", label: "Any" }, ...inboxes], isRare: true },
  ];
}

function without(params: URLSearchParams, name: string): string {
  const rest = new URLSearchParams(params);
  rest.delete(name);
  rest.delete("cursor");
  return `/app/replies?${rest}`;
}
