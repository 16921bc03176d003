import { findDomainCheck, listDomainOperators, upsertDomainCheck } from "../../../db/queries/domain-checks.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { AppError } from "../../domain/errors.ts";
import { type DomainCheck, isForeignDomain, judgeSenderDomain, namesToLookUp } from "../../domain/sender-domain.ts";
import { isSpf, MAX_SPF_LOOKUPS, spfTargets } from "../../domain/spf.ts";

/** RFC 6376 3.1: labels of letters, digits and hyphens. */
const SELECTOR = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const MAX_SELECTORS = 5;

/** Of all records: "ok" when every one is in order. */
export type CheckedDomain = DomainCheck & { worst: "ok" | "missing" | "wrong" };

/**
 * Looks up what a sending domain publishes and stores the verdict.
 *
 * Rules   a selector that a person names is kept for later checks; nothing is stored when the DNS does not answer
 * Errors  not_found when no inbox of the workspace sends for the domain; invalid_input for a selector that cannot be one;
 *         provider_failed when the DNS does not answer
 */
export async function checkSenderDomain(
  app: AppContext,
  input: { workspaceId: string; domain: string; selector?: string },
): Promise<CheckedDomain> {
  const scope = scopeOf(app.db, input.workspaceId);
  const domain = input.domain.toLowerCase();
  const operators = await listDomainOperators(scope, domain);
  if (operators.length === 0) throw new AppError("not_found", "No inbox here sends for this domain.");
  const selectors = await selectorsOf(scope, domain, input.selector);
  const question = { domain, operators, selectors };
  const txt = isForeignDomain(domain)
    ? new Map<string, string[]>()
    : await lookUp(app, namesToLookUp(question), domain);
  const check = judgeSenderDomain(question, txt);
  await upsertDomainCheck(scope, check, await app.clock.now());
  return { ...check, worst: worstOf(check) };
}

export function worstOf({ checks }: DomainCheck): CheckedDomain["worst"] {
  const states = checks.map((check) => check.state);
  return states.includes("wrong") ? "wrong" : states.includes("missing") ? "missing" : "ok";
}

async function selectorsOf(scope: Scope, domain: string, given: string | undefined): Promise<string[]> {
  const known = (await findDomainCheck(scope, domain))?.selectors ?? [];
  const selector = given?.trim().toLowerCase();
  if (!selector) return known;
  if (!SELECTOR.test(selector)) {
    const issues = [{ path: "selector", message: "A selector has letters, digits and hyphens, as in “mail2026”." }];
    throw new AppError("invalid_input", "This is no selector.", { issues });
  }
  return [...new Set([selector, ...known])].slice(0, MAX_SELECTORS);
}

/** First what every domain has, then what its SPF goes on with, level by level; never more than receivers would follow. */
async function lookUp(app: AppContext, names: string[], domain: string): Promise<Map<string, string[]>> {
  const txt = new Map<string, string[]>();
  const ask = (asked: string[]) =>
    Promise.all(asked.map(async (name) => txt.set(name, await app.providers.dns.listTxt(name))));
  await ask(names);
  let level = [domain];
  for (let asked = 0; asked <= MAX_SPF_LOOKUPS && level.length > 0; asked += level.length) {
    const targets = level.flatMap((name) => (txt.get(name) ?? []).filter(isSpf).flatMap(spfTargets));
    level = [...new Set(targets)].filter((name) => !txt.has(name)).slice(0, MAX_SPF_LOOKUPS + 1);
    await ask(level);
  }
  return txt;
}
