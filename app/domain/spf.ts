/**
 * Reads a domain's SPF: which record counts, whom it names, and how many look-ups it costs a receiver.
 * Source: RFC 7208 (4.5 selection, 4.6.4 limits, 5.2 include, 6.1 redirect, 12 grammar).
 */

/** Name, in lower case → its TXT records. */
export type TxtRecords = ReadonlyMap<string, readonly string[]>;

/** RFC 7208 4.6.4: more terms that ask the DNS than this, and the check fails for every receiver. */
export const MAX_SPF_LOOKUPS = 10;

const TERM =
  /^[+?~-]?(?:all|(?:include|exists):[^\s/]\S*|(?:a|mx|ptr)(?::[^\s/]+)?(?:\/\d{1,3}){0,1}(?:\/\/\d{1,3})?|ip4:\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|ip6:[0-9a-f:.]+(?:\/\d{1,3})?)$/i;
const MODIFIER = /^[a-z][a-z0-9._-]*=\S*$/i;
const ASKS = /^[+?~-]?(?:include:|exists:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?::|$))|^redirect=/i;

export function isSpf(record: string): boolean {
  return /^v=spf1(?: |$)/i.test(record);
}

export function spfTerms(record: string): string[] {
  return record.trim().split(/ +/).slice(1);
}

/** The first term that no receiver can read. */
export function unreadableTerm(record: string): string | undefined {
  return spfTerms(record).find((term) => !TERM.test(term) && !MODIFIER.test(term));
}

export function hasAll(record: string): boolean {
  return spfTerms(record).some((term) => /^[+?~-]?all$/i.test(term));
}

/** `all` or `+all`: anybody may send in the domain's name. */
export function allowsEveryone(record: string): boolean {
  return spfTerms(record).some((term) => /^\+?all$/i.test(term));
}

/** The domains whose records this one goes on with. */
export function spfTargets(record: string): string[] {
  return spfTerms(record).flatMap((term) => {
    const included = /^[+?~-]?include:(\S+)$/i.exec(term)?.[1];
    const redirected = hasAll(record) ? undefined : /^redirect=(\S+)$/i.exec(term)?.[1];
    const target = included ?? redirected;
    return target && !target.includes("%") ? [target.toLowerCase().replace(/\.$/, "")] : [];
  });
}

export type SpfReach = {
  lookups: number;
  /** Every domain that is included, however deep. */
  reached: ReadonlySet<string>;
  /** Included, but without an SPF record of its own: the whole check fails. */
  empty: string[];
};

/** Follows the record through what was looked up; stops past the limit, and at a circle. */
export function reachOfSpf(record: string, txt: TxtRecords): SpfReach {
  const reached = new Set<string>();
  const empty: string[] = [];
  let lookups = 0;
  const follow = (text: string): void => {
    lookups += spfTerms(text).filter((term) => ASKS.test(term) && !(hasAll(text) && /^redirect=/i.test(term))).length;
    for (const target of spfTargets(text)) {
      if (reached.has(target) || lookups > MAX_SPF_LOOKUPS * 2) continue;
      reached.add(target);
      const next = txt.get(target)?.find(isSpf);
      if (next === undefined) empty.push(target);
      else follow(next);
    }
  };
  follow(record);
  return { lookups, reached, empty };
}

/** One record out of one or more: every term once, the includes that are missing in front, closed by `~all`. */
export function mergedSpf(records: readonly string[], includes: readonly string[]): string {
  const terms = records.flatMap(spfTerms).filter((term) => !/^[+?~-]?all$/i.test(term));
  const strictest = records.some((record) => spfTerms(record).some((term) => /^-all$/i.test(term))) ? "-all" : "~all";
  const first = includes.map((name) => `include:${name}`).filter((term) => !terms.includes(term));
  return ["v=spf1", ...new Set([...first, ...terms]), strictest].join(" ");
}
