/** Our own mark on every mail, by which a sent copy is known again whatever Message-ID the provider gave it. */
import { ATTEMPT_HEADER } from "../mail/compose-mail.ts";
import type { MessageHead } from "./ports.ts";

export function isSentCopy(head: MessageHead, attemptId: string): boolean {
  const named = (header: { name: string }) => header.name.toLowerCase() === ATTEMPT_HEADER.toLowerCase();
  return (
    head.labels.includes("SENT") && head.headers.some((header) => named(header) && header.value.trim() === attemptId)
  );
}
