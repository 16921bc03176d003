// Seeded numbers (people, delays) and identifiers. A seeded number depends on
// its words only, never on the order of requests; identifiers are unique for the
// life of the process, so that a restarted sandbox does not hand out old ones.
import { createHash, randomBytes, randomInt } from "node:crypto";

const counter = { value: randomInt(0, 0xfffff) };

/** A number in [0, 1) that depends on nothing but the given words. */
export function fractionOf(...words: string[]): number {
  return createHash("sha256").update(words.join("\u0000")).digest().readUInt32BE(0) / 2 ** 32;
}

/** One of the choices, by a seeded number. */
export function choiceOf<T>(choices: readonly T[], ...words: string[]): T {
  return choices[Math.floor(fractionOf(...words) * choices.length)] as T;
}

/** A Gmail message or thread id: 16 hex digits that grow with time. */
export function gmailId(atMs: number): string {
  counter.value = (counter.value + 1) % 0x100000;
  return ((BigInt(Math.max(0, Math.trunc(atMs))) << 20n) | BigInt(counter.value))
    .toString(16)
    .padStart(16, "0")
    .slice(-16);
}

/** An id of Exchange that does not change when the item is moved. */
export function immutableId(): string {
  return `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${randomBytes(18).toString("base64url")}AAA=`;
}

export function conversationId(): string {
  return `AAQkADRk${randomBytes(18).toString("base64url")}AAA=`;
}

/** A Gmail draft id, such as r-4711000000000000000. */
export function draftId(): string {
  return `r${randomBytes(8).readBigInt64BE()}`;
}

/** The Message-ID that Gmail gives to every mail it accepts over its API. */
export function gmailMessageId(): string {
  return `<CA${randomBytes(30).toString("base64").replaceAll("/", "_").replaceAll("+", "-")}@mail.gmail.com>`;
}

/** The Message-ID that Exchange gives to a mail that has none. */
export function exchangeMessageId(): string {
  return `<${randomBytes(16).toString("hex").toUpperCase()}@SANDBOX.eurprd04.prod.outlook.com>`;
}

export function foreignMessageId(domain: string): string {
  return `<${randomBytes(12).toString("hex")}@${domain}>`;
}

export function opaqueToken(prefix: string, bytes: number): string {
  return prefix + randomBytes(bytes).toString("base64url");
}
