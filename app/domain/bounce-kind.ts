/**
 * Whose fault a failed delivery is: hard, the address is bad for ever; soft, it may work later;
 * blocked, policy or reputation, which counts against the mailbox and not against the contact.
 */

export type BounceKind = "hard" | "soft" | "blocked";

const BLOCKED =
  /spam|block(?:ed|list)|black ?list|spamhaus|barracuda|proofpoint|reputation|policy|dmarc|\bspf\b|\bdkim\b|unsolicited|bulk (?:e-?mail|mail)|not authenticat|authentication (?:fail|required|check)|unauthenticated|reverse dns|\brdns\b|\bptr\b|virus|malware|\brbl\b|\bdnsbl\b|abuse|junk|suspicious|content (?:filter|rejected)|relay(?:ing)? (?:not|denied|access)|(?:domain of )?sender address|network not allowed|sender (?:address )?(?:rejected|denied|verify)|access denied|prohibited|banned|uribl|surbl|poor reputation|rate limit|too many (?:connections|messages)|bounce address tag/i;
const UNKNOWN =
  /user (?:is )?(?:unknown|not (?:found|known|listed))|unknown (?:user|recipient|address|local|mailbox|account)|no such (?:user|mailbox|recipient|address|account|person|local|domain)|(?:mailbox|account|user|recipient|address|domain|alias)(?: [^.\n]{0,60}?)? (?:does ?n[o']t exist|not exist|not found|unknown|not known)|does ?n[o']t (?:exist|have an?|like recipient)|no mail ?box|domain is not reachable|name service error|unknown in virtual|invalid (?:recipient|mailbox|user|address|e-?mail)|(?:bad|illegal) (?:destination|recipient|address)|recipient (?:address )?(?:rejected|not (?:found|recognized|on file))|not (?:a valid (?:mailbox|user|recipient|address)|listed in|our customer|a known user)|host (?:or domain name )?(?:unknown|not found)|domain (?:name )?not found|unrouteable|unroutable|unknown host|name or service not known|no (?:mailbox|mx|mail hosts?|account|such)|(?:has )?(?:been )?(?:disabled|discontinued|terminated|deactivated)|no longer (?:valid|available|active|exists?|here|with)|mailbox unavailable|addressee unknown|couldn't find any host|nicht gefunden|existiert nicht|недоступ|не найден|nie istnieje|inconnu/i;
const LATER =
  /(?:mail ?box|quota|inbox|folder|disk|storage|account)[^.\n]{0,40}(?:full|exceed|over|limit)|over ?quota|(?:exceed|over)[^.\n]{0,30}(?:quota|storage|limit|space)|insufficient (?:disk|system|storage)|no space|full mailbox|temporar|try (?:again )?later|timed? ?out|time-?out|too (?:large|big|long)|message size|size limit|maximum (?:message )?size|connection (?:refused|reset)|greylist|grey-?list|retry (?:time|time-?out)|expired|exceeded maximum time|queue too long|suspended|not accepting|loop|too many hops|deferred|容量|溢/i;

const TOO_MUCH =
  /message size|too (?:large|big)|size (?:limit|exceed)|too many (?:messages|hops)|over ?quota|mailbox (?:is )?full/i;

/**
 * Shape   enhanced status (RFC 3463) or null, what the refusing server said, the report's text → kind
 * Rules   words about blocking win over a code of the unknown, because servers hide blocks behind 5.1.1 less often than the reverse
 * Source  RFC 3463 3; providers.md 5.2
 */
export function kindOf(status: string | null, diagnostic: string, text: string): BounceKind {
  const said = diagnostic.trim() === "" ? text.slice(0, 4_000) : diagnostic;
  const isUnknown = UNKNOWN.test(said);
  if (TOO_MUCH.test(said) && !isUnknown) return "soft";
  if (/^5\.1\.[78]$/.test(status ?? "")) return "blocked";
  if (/^5\.(?:1\.(?:0|1|2|3|6|10)|4\.1)$/.test(status ?? "") && (isUnknown || !BLOCKED.test(said))) return "hard";
  if (status?.startsWith("4.7.")) return "blocked";
  if (status?.startsWith("4.")) return "soft";
  if (/^5\.(?:2\.2|3\.4|2\.3|4\.7)$/.test(status ?? "")) return "soft";
  if (status?.startsWith("5.7.")) return isUnknown && !BLOCKED.test(said) ? "hard" : "blocked";
  if (BLOCKED.test(said)) return "blocked";
  if (isUnknown) return "hard";
  if (LATER.test(said)) return "soft";
  if (/\b5(?:50|51|53)\b/.test(said) && /^5\.1\./.test(status ?? "")) return "hard";
  if (/\b4(?:21|5[0-2])\b/.test(said)) return "soft";
  return said === text.slice(0, 4_000) || text === "" ? "soft" : kindOf(null, text.slice(0, 4_000), "");
}
