// A small real DNS server over UDP (RFC 1035): answers TXT, MX and A for the domains of
// the sandbox's mailboxes. A domain with a mailbox publishes what a well-kept domain does,
// until POST /_control/dns {name, type, values} says otherwise. It knows nothing else:
// every other name does not exist.
import { createSocket, type RemoteInfo } from "node:dgram";
import type { World } from "./world.ts";

export type RecordType = "A" | "MX" | "TXT";

const TYPES: Record<RecordType, number> = { A: 1, MX: 15, TXT: 16 };
const CLASS_IN = 1;
const HEADER_BYTES = 12;
const TTL_SECONDS = 60;
const NAME_DOES_NOT_EXIST = 3;
const LONGEST_STRING = 255;
/** Not a key of anybody's: as long as one of 2,048 bits. */
const KEY = `${"LeadBitzSandbox".repeat(26)}QAB`;

/** What stands for the vendors' own names, so that an SPF record can be followed to its end. */
const VENDORS: Record<string, string[]> = {
  "_spf.google.com": ["v=spf1 include:_netblocks.google.com ~all"],
  "_netblocks.google.com": ["v=spf1 ip4:192.0.2.0/24 ~all"],
  "spf.protection.outlook.com": ["v=spf1 ip4:198.51.100.0/24 -all"],
};

export interface DnsServer {
  port: number;
  close(): Promise<void>;
}

/** Listens on the port if it is free there, else on any. */
export async function startDns(world: World, port: number): Promise<DnsServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => reply(query, from));
  function reply(query: Buffer, from: RemoteInfo): void {
    const answer = answerTo(world, query);
    if (answer) socket.send(answer, from.port, from.address);
  }
  const bind = (at: number) =>
    new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(at, "127.0.0.1", () => {
        socket.off("error", reject);
        resolve();
      });
    });
  await bind(port).catch(() => bind(0));
  socket.on("error", () => undefined);
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** What a domain publishes now; undefined when there is no such name. */
export function recordsOf(world: World, name: string, type: RecordType): string[] | undefined {
  const set = world.dns.get(`${type} ${name}`);
  if (set) return set;
  if (type === "TXT" && VENDORS[name]) return VENDORS[name];
  const mailboxes = [...world.mailboxes.values()];
  const owned = mailboxes.find(({ email }) => isOfDomain(name, email.slice(email.indexOf("@") + 1)));
  if (!owned) return undefined;
  const domain = owned.email.slice(owned.email.indexOf("@") + 1);
  if (name === domain) {
    if (type === "MX") return [`10 mx.${domain}`];
    if (type === "A") return ["127.0.0.1"];
    return [`v=spf1 include:${owned.provider === "microsoft" ? "spf.protection.outlook.com" : "_spf.google.com"} ~all`];
  }
  if (name === `mx.${domain}`) return type === "A" ? ["127.0.0.1"] : [];
  const selectors = owned.provider === "microsoft" ? ["selector1", "selector2"] : ["google"];
  if (selectors.some((selector) => name === `${selector}._domainkey.${domain}`))
    return type === "TXT" ? [`v=DKIM1; k=rsa; p=${KEY}`] : [];
  if (name === `_dmarc.${domain}`) return type === "TXT" ? ["v=DMARC1; p=none"] : [];
  return undefined;
}

function isOfDomain(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function answerTo(world: World, query: Buffer): Buffer | undefined {
  const question = readQuestion(query);
  if (!question) return undefined;
  const type = (Object.keys(TYPES) as RecordType[]).find((known) => TYPES[known] === question.type);
  const found = type && recordsOf(world, question.name, type);
  const isKnown = (Object.keys(TYPES) as RecordType[]).some((known) => recordsOf(world, question.name, known));
  const code = isKnown ? 0 : NAME_DOES_NOT_EXIST;
  const answers = type && found ? found.map((value) => record(type, value)) : [];
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  // Response, authoritative, recursion as asked and available.
  header.writeUInt16BE(0x8480 | (query.readUInt16BE(2) & 0x0100) | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, question.end), ...answers]);
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } | undefined {
  if (query.length < HEADER_BYTES + 5 || query.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    if (length > 63 || at + 1 + length >= query.length) return undefined;
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > query.length) return undefined;
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The name points back at the question's (RFC 1035 4.1.4). */
function record(type: RecordType, value: string): Buffer {
  const data = dataOf(type, value);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(TYPES[type], 2);
  head.writeUInt16BE(CLASS_IN, 4);
  head.writeUInt32BE(TTL_SECONDS, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function dataOf(type: RecordType, value: string): Buffer {
  if (type === "A") return Buffer.from(value.split(".").map(Number));
  if (type === "MX") {
    const [preference = "10", host = ""] = value.split(" ");
    return Buffer.concat([Buffer.from([Number(preference) >> 8, Number(preference) & 255]), nameOf(host)]);
  }
  const text = Buffer.from(value, "latin1");
  const parts: Buffer[] = [];
  for (let from = 0; from === 0 || from < text.length; from += LONGEST_STRING) {
    const part = text.subarray(from, from + LONGEST_STRING);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
}

function nameOf(host: string): Buffer {
  const labels = host
    .split(".")
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, "latin1")]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
