/**
 * Forms: parsed once, refused with 400 on the same page, values kept (never a password), errors by field name.
 * A field that is sent several times becomes a list.
 */
import { data } from "@remix-run/node";
import type { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { issuesOf } from "./issues.server.ts";
import { readBody } from "./read-body.server.ts";

export type FormErrors = Record<string, string>;
export type FormRefusal = { ok: false; errors: FormErrors; values: Record<string, string>; message?: string };
export type FormResult<T> = { ok: true; value: T } | FormRefusal;

/** A form of at most 1 MB as a typed value, or its refusal. Errors  invalid_input when it cannot be read at all */
export async function parseForm<S extends z.ZodType>(request: Request, schema: S): Promise<FormResult<z.output<S>>> {
  return judgeForm(await readForm(request), schema);
}

/** Judges a form that is already read. Uploaded files are left out; imports stream theirs. */
export function judgeForm<S extends z.ZodType>(form: FormData, schema: S): FormResult<z.output<S>> {
  const input = Object.fromEntries([...new Set(form.keys())].map((name) => [name, fieldOf(form, name)]));
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors: FormErrors = {};
  for (const issue of issuesOf(parsed.error)) errors[issue.path] ??= issue.message;
  return { ok: false, errors, values: keptValues(form) };
}

/** Reads a form body of at most 1 MB. Errors  invalid_input */
export async function readForm(request: Request): Promise<FormData> {
  const body = await readBody(request);
  const type = request.headers.get("Content-Type") ?? "application/x-www-form-urlencoded";
  try {
    return await new Response(body, { headers: { "Content-Type": type } }).formData();
  } catch (cause) {
    throw new AppError("invalid_input", "The form could not be read.", {}, cause);
  }
}

/** The answer to a refused form: 400, or another status when the refusal is not about its fields. */
export function refuseForm(refusal: Omit<FormRefusal, "ok">, status = 400) {
  const { errors, values, message } = refusal;
  return data({ errors, values, message }, { status });
}

/** What was entered, to show it again. */
export function keptValues(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string" && !/password|secret|token/i.test(name)) values[name] ??= value;
  }
  return values;
}

function fieldOf(form: FormData, name: string): string | string[] | undefined {
  const texts = form.getAll(name).filter((value) => typeof value === "string");
  return texts.length > 1 ? texts : texts[0];
}
