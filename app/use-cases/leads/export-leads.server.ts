import { type Lead, listLeads } from "../../../db/queries/leads.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { writeCsv } from "../../files/write-csv.ts";

const HEADER = [
  "email",
  "first_name",
  "last_name",
  "title",
  "company",
  "company_domain",
  "phone",
  "linkedin_url",
  "website",
  "city",
  "country",
  "industry",
  "time_zone",
  "tags",
  "custom",
];
const PAGE_ROWS = 1_000;

/** All leads (or those found) as CSV text, part by part; importing it again changes nothing. */
export function exportLeads(app: AppContext, actor: Actor, input: { q?: string }): AsyncGenerator<string> {
  const scope = scopeOf(app.db, actor.workspaceId);
  async function* pages() {
    let cursor: string | null = null;
    do {
      const page = await listLeads(scope, { limit: PAGE_ROWS, cursor, q: input.q });
      yield page.items.map(cellsOf);
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== null);
  }
  return writeCsv(HEADER, pages());
}

function cellsOf(lead: Lead): (string | null)[] {
  const custom = Object.keys(lead.custom).length === 0 ? null : JSON.stringify(lead.custom);
  return [
    lead.email,
    lead.firstName,
    lead.lastName,
    lead.title,
    lead.companyName,
    lead.companyDomain,
    lead.phone,
    lead.linkedinUrl,
    lead.website,
    lead.city,
    lead.country,
    lead.industry,
    lead.timeZone,
    lead.tags.join(", "),
    custom,
  ];
}
