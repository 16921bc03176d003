/**
 * Company spread: at most so many mails a day to people of one company, over all inboxes and campaigns of a workspace, in
 * the workspace's own days. Mails are counted, so the people are never more. Free-mail domains are no company.
 */
import { FREE_MAIL_DOMAINS } from "./address-lists.ts";
import type { CompanyLoads } from "./send-facts.ts";
import { dayOfName, dayStart, localDay, type ZoneClock } from "./zone-clock.ts";

/** A new workspace begins with 5 (docs/decisions/012-plan-in-milliseconds.md). */
export const MAX_COMPANY_SPREAD = 1_000;

/** One company's mails: what was known before, and the day that the plan counts now. */
export type Company = { domain: string; before: ReadonlyMap<number, number> | null; day: number; used: number };
export type CompanyBook = {
  clock: ZoneClock;
  limit: number | null;
  loads: CompanyLoads;
  companies: Map<string, Company>;
};

/** The company a lead belongs to: its company domain if one is known, else that of the address; lower case. */
export function companyDomainOf(email: string, companyDomain: string | null): string | null {
  const domain = (companyDomain || email.slice(email.lastIndexOf("@") + 1)).toLowerCase();
  return domain === "" || FREE_MAIL_DOMAINS.has(domain) ? null : domain;
}

export function openCompanyBook(clock: ZoneClock, limit: number | null, loads: CompanyLoads): CompanyBook {
  return { clock, limit, loads, companies: new Map() };
}

/** The company's page in the book; null when nothing is counted for it. */
export function findCompany(book: CompanyBook, domain: string | null): Company | null {
  if (domain === null || book.limit === null) return null;
  let company = book.companies.get(domain);
  if (!company) {
    company = { domain, before: daysOf(book.loads.get(domain)), day: Number.NaN, used: 0 };
    book.companies.set(domain, company);
  }
  return company;
}

/** The earliest instant at or after `atMs` at which the spread has room for one more mail to the company. */
export function spreadUntil(book: CompanyBook, company: Company, atMs: number): number {
  if (book.limit === null) return atMs;
  let day = localDay(book.clock, atMs);
  let until = atMs;
  while (usedOn(company, day) >= book.limit) until = dayStart(book.clock, ++day);
  return until;
}

/** Counts one more mail. Mails are counted in the order of time. */
export function countCompanyMail(book: CompanyBook, company: Company, atMs: number): void {
  const day = localDay(book.clock, atMs);
  company.used = usedOn(company, day) + 1;
  company.day = day;
}

function usedOn(company: Company, day: number): number {
  return company.day === day ? company.used : (company.before?.get(day) ?? 0);
}

function daysOf(load: ReadonlyMap<string, number> | undefined): ReadonlyMap<number, number> | null {
  return load ? new Map([...load].map(([on, count]) => [dayOfName(on), count])) : null;
}

/**
 * The inboxes whose mails have a say in each other's times by way of a company, those asked from among them.
 *
 * Shape   inboxes, and per company those that have mail for it → inboxes, each once
 */
export function reachByCompany(fromIds: readonly string[], inboxesOfCompanies: readonly string[][]): string[] {
  const reached = new Set(fromIds);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const inboxIds of inboxesOfCompanies) {
      if (inboxIds.some((id) => reached.has(id))) for (const id of inboxIds) reached.add(id);
    }
  }
  return [...reached];
}
