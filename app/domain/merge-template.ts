/**
 * Templates of subject and body: Liquid, cut down to what a mail needs. A field that is unknown or
 * blank and has no `default` stops the mail instead of leaving a hole; nothing is ever evaluated but
 * field names, literals and the filters named here. The only importer of liquidjs.
 */
import { Context, Filter, Liquid, Output, type Template, TypeGuards } from "liquidjs";
import { cleanText, type MergeFields, type MergePlace, mergeScope } from "./merge-fields.ts";

export type MergeProblem = { field: string; reason: "unknown" | "blank" | "renders_empty" | "invalid_template" };
export type MergeTemplate = { nodes: Template[]; fields: string[] };
export type ParsedTemplate = { ok: true; template: MergeTemplate } | { ok: false; message: string; line: number };

const MAX_TEMPLATE_CHARS = 100_000;
const ALLOWED_TAGS = ["if", "unless", "case", "comment"];
const ALLOWED_FILTERS =
  "default upcase downcase capitalize strip append prepend replace remove truncate truncatewords split first last".split(
    " ",
  );
/** Milliseconds and allocations for one rendering; there are no loops, so a real mail stays far below. */
const RENDER_LIMIT_MS = 2_000;
const MEMORY_LIMIT = 1_000_000;
const MEMO_SIZE = 200;
const ONE_FIELD = "An output is one field (name or custom.name) or one quoted text.";
const FIELD = /^(?!custom$)(?:custom\.)?[a-z_][a-z0-9_]*$/i;

const engine = makeEngine();
/** Parsing is pure; the memo only saves repeating it for each lead of a campaign. */
const memo = new Map<string, ParsedTemplate>();

function makeEngine(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    templates: {},
    dynamicPartials: false,
    parseLimit: MAX_TEMPLATE_CHARS,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
  });
  for (const name of Object.keys(liquid.tags)) if (!ALLOWED_TAGS.includes(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) if (!ALLOWED_FILTERS.includes(name)) delete liquid.filters[name];
  return liquid;
}

/**
 * Parses a template and prepares it for rendering.
 *
 * Shape   template text → template, or what is wrong and in which line (1-based)
 * Rules   tags: if, unless, case, comment; outputs: a field or a quoted text, with filters
 * Errors  none
 */
export function parseTemplate(text: string): ParsedTemplate {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const parsed = parseAfresh(text);
  if (memo.size >= MEMO_SIZE) memo.clear();
  memo.set(text, parsed);
  return parsed;
}

function parseAfresh(text: string): ParsedTemplate {
  if (text.length > MAX_TEMPLATE_CHARS) return { ok: false, message: "The template is too long.", line: 1 };
  try {
    const nodes = engine.parse(text);
    const fields = new Set<string>();
    for (const node of outputsOf(nodes)) requireValue(node);
    for (const path of engine.fullVariablesSync(nodes)) fields.add(path);
    return { ok: true, template: { nodes, fields: [...fields] } };
  } catch (error) {
    return { ok: false, ...explain(error) };
  }
}

/** The names of the fields a template uses, `custom.` ones with their prefix. */
export function listMergeFields(template: MergeTemplate): string[] {
  return template.fields;
}

/**
 * Renders a template for one lead.
 *
 * Shape   template text + values → text, or every field that stops it
 * Rules   text, not HTML: nothing is escaped; a blank value with `default` takes the default; a subject is one line; white space only is a problem
 * Errors  none
 */
export function renderTemplate(
  text: string,
  fields: MergeFields,
  place: MergePlace = "body",
): { ok: true; text: string } | { ok: false; problems: MergeProblem[] } {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return { ok: false, problems: [{ field: place, reason: "invalid_template" }] };
  const problems: MergeProblem[] = [];
  const context = new Context(mergeScope(fields, place), engine.options, { sync: true });
  context.setRegister("problems", problems);
  try {
    const rendered = cleanText(String(engine.renderSync(parsed.template.nodes, context)), place);
    if (problems.length > 0) return { ok: false, problems };
    if (rendered.trim() === "") return { ok: false, problems: [{ field: place, reason: "renders_empty" }] };
    return { ok: true, text: place === "subject" ? rendered.trim() : rendered };
  } catch {
    return { ok: false, problems: [{ field: place, reason: "invalid_template" }] };
  }
}

/** All that would stop a step's mail to one lead; empty when it can be written. */
export function findMergeProblems(step: { subject: string; body: string }, fields: MergeFields): MergeProblem[] {
  const results = [renderTemplate(step.subject, fields, "subject"), renderTemplate(step.body, fields, "body")];
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  const seen = new Set<string>();
  return problems.filter(({ field, reason }) => !seen.has(`${field} ${reason}`) && seen.add(`${field} ${reason}`));
}

function* outputsOf(nodes: Template[]): Generator<Output> {
  for (const node of nodes) {
    if (node instanceof Output) {
      yield node;
      continue;
    }
    const walk = node.children?.(false, true);
    if (walk) yield* outputsOf(childrenOf(walk));
  }
}

/** A node hands its children over as a generator's return value; synchronously, its yields are answered as they are. */
function childrenOf(walk: Generator<unknown, Template[]>): Template[] {
  let step = walk.next();
  while (!step.done) step = walk.next(step.value);
  return step.value;
}

/** Puts a check in front of an output's filters, unless one of them supplies a default. */
function requireValue(output: Output): void {
  const { initial, filters } = output.value;
  const [operand, ...others] = initial.postfix;
  if (filters.some((filter) => !filter.args.every(isLiteral)))
    throw new Error("A filter takes quoted texts and numbers.");
  if (operand === undefined || others.length > 0) throw new Error(ONE_FIELD);
  if (TypeGuards.isQuotedToken(operand)) return;
  if (!TypeGuards.isPropertyAccessToken(operand)) throw new Error(ONE_FIELD);
  const field = operand.getText();
  if (!FIELD.test(field)) throw new Error(ONE_FIELD);
  if (filters.some((filter) => filter.name === "default")) return;
  const required = function (this: { context: Context }, value: unknown): unknown {
    if (typeof value === "string") return value;
    const problems = this.context.getRegister<MergeProblem[]>("problems");
    if (!problems.some((problem) => problem.field === field)) {
      problems.push({ field, reason: value === null ? "blank" : "unknown" });
    }
    return "";
  };
  const token = { ...output.token, name: "required", args: [] } as unknown as ConstructorParameters<typeof Filter>[0];
  filters.unshift(new Filter(token, required, engine));
}

function isLiteral(arg: Filter["args"][number]): boolean {
  return !Array.isArray(arg) && (TypeGuards.isQuotedToken(arg) || TypeGuards.isNumberToken(arg));
}

function explain(error: unknown): { message: string; line: number } {
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
  const line = Number(/, line:(\d+)/.exec(message)?.[1] ?? 1);
  return { message: message.replace(/, (?:file:.*, )?line:.*$/, "") || "The template cannot be read.", line };
}
