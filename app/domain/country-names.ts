/** Country names as people write them → ISO 3166-1 alpha-2; what is not known stays as it was written. */

const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl"];
/** Common names that CLDR does not list. */
const OTHER_NAMES: Record<string, string> = {
  usa: "US",
  "u.s.a.": "US",
  "u.s.": "US",
  "united states of america": "US",
  uk: "GB",
  "u.k.": "GB",
  "great britain": "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "northern ireland": "GB",
  holland: "NL",
  "the netherlands": "NL",
  "czech republic": "CZ",
  turkey: "TR",
  "south korea": "KR",
  "republic of korea": "KR",
  russia: "RU",
  "russian federation": "RU",
  "hong kong": "HK",
  macau: "MO",
  uae: "AE",
  brasil: "BR",
};
/** Codes that CLDR names but ISO 3166-1 does not assign to a country (or that stand for another code). */
const RESERVED = new Set([
  "AN",
  "BU",
  "CS",
  "DD",
  "DY",
  "EU",
  "EZ",
  "FX",
  "HV",
  "NH",
  "NQ",
  "NT",
  "PC",
  "PU",
  "PZ",
  "QO",
  "QU",
  "RH",
  "SU",
  "TP",
  "UK",
  "UN",
  "VD",
  "WK",
  "XA",
  "XB",
  "YD",
  "YU",
  "ZR",
  "ZZ",
]);
const A = "A".charCodeAt(0);

function allCodes(): string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(A + index));
  return letters.flatMap((first) => letters.map((second) => first + second));
}

/** Made at first use: 4,700 names that most processes never ask for; the same in every one. */
let codesByName: ReadonlyMap<string, string> | undefined;

function readNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>(Object.entries(OTHER_NAMES));
  const codes = allCodes();
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const code of codes) {
      const name = display.of(code)?.toLowerCase();
      if (name !== undefined && !RESERVED.has(code) && !names.has(name)) names.set(name, code);
    }
  }
  return names;
}

/**
 * Shape   "Germany", "Deutschland", "de", "DE" → "DE"; unknown text → itself, nothing → null
 * Source  ISO 3166-1; names by CLDR (Intl.DisplayNames)
 */
export function countryCodeOf(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  codesByName ??= readNames();
  const known = codesByName.get(text.toLowerCase());
  if (known !== undefined) return known;
  return /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : text;
}
