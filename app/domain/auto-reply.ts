/** Signs that a machine wrote a mail: header rules first, then subjects, then words of absence (providers.md 5.3). */
import type { InboundMail } from "./inbound-mail.ts";
import { hasHeader, headerOf } from "./mail-headers.ts";

const PRECEDENCE = /^(?:auto[_-]?reply|bulk|junk)$/i;
/** Header names that automatic answerers set; "no" switches them off. */
const MARKERS = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponder",
  "x-auto-responder",
  "x-mail-autoreply",
  "x-vacation",
];

const SUBJECT =
  /^(?:(?:re|aw|sv|wg|fwd?|antw|vs)\s*:\s*)*(?:\[?auto(?:mated|matic|matische|matisk)?[\s_-]*(?:reply|response|respon[sd]er|antwort|answer|svar|antwoord)|autoreply|autosvar|out of (?:the )?office|ooo\b|oof\b|(?:on )?(?:vacation|holiday|annual leave)\b.{0,20}(?:reply|notice|response|until|$)|away from (?:the |my )?office|abwesenheits|abwesend|abwesenheit|automatische (?:antwort|antwoord)|nicht im (?:büro|haus)|réponse automatique|absence du bureau|absent\(?e?\)? du bureau|message d'absence|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|assenza dall|afwezig|automatisch antwoord|resposta automática|fora do escritório|ausência|frånvaro|fravær|poissa|autom\. odpověď|automatická odpověď|autoodpowiedź|automatyczna odpowiedź|автоответ|автоматический ответ|自動応答|自動返信|自动答复|自动回复|자동 응답|otomatik yanıt)/iu;

const ABSENCE =
  /\b(?:(?:i am|i'm|i will be|i’m|we are) (?:currently |now )?(?:out of (?:the )?office|on (?:annual |parental |maternity |paternity |sick )?(?:leave|vacation|holiday)|travell?ing (?:and|with|until)|away from (?:my|the) (?:desk|office|email))|out of (?:the )?office (?:until|from|with)|limited (?:e-?mail )?access to (?:my )?e-?mail)|\bich bin\b.{0,60}(?:nicht im (?:büro|haus)|außer haus|im urlaub|abwesend|nicht erreichbar)|\bich befinde mich\b.{0,30}urlaub|\b(?:estoy|estaré) (?:de vacaciones|fuera de la oficina|ausente)|\bje suis (?:actuellement )?(?:absente?|en congés?|en vacances)|\bje serai (?:absente?|en congés?)|\bsono (?:attualmente )?(?:assente|in ferie|fuori (?:sede|ufficio))|\bik ben\b.{0,40}(?:afwezig|op vakantie|niet aanwezig)|\b(?:estou|estarei) (?:de férias|fora do escritório|ausente)/iu;

/**
 * Says which sign makes a mail an automatic answer.
 *
 * Shape   mail and its new text → the deciding rule as a sentence, or null
 * Rules   `Auto-Submitted: no` and `X-Autoreply: no` say the contrary; words of absence count only in a short text
 * Source  RFC 3834 5, MS-OXCMAIL (X-Auto-Response-Suppress), providers.md 5.3
 */
export function autoReplySign(mail: InboundMail, newText: string): string | null {
  const { headers } = mail;
  const submitted = headerOf(headers, "auto-submitted")?.split(";")[0]?.trim().toLowerCase();
  if (submitted && submitted !== "no") return `The header Auto-Submitted says ${submitted}.`;
  if (PRECEDENCE.test(headerOf(headers, "precedence") ?? "")) return "The header Precedence marks it as automatic.";
  const marker = MARKERS.find((name) => hasHeader(headers, name) && headerOf(headers, name)?.toLowerCase() !== "no");
  if (marker) return `The header ${marker} marks it as automatic.`;
  if (headerOf(headers, "return-path") === "<>") return "Its return path is empty, as automatic mail has it.";
  if (/\b(?:all|oof|autoreply)\b/i.test(headerOf(headers, "x-auto-response-suppress") ?? "")) {
    return "The header X-Auto-Response-Suppress marks it as automatic.";
  }
  if (SUBJECT.test(mail.subject)) return "Its subject is that of an automatic reply.";
  if (/^(?:automatic reply|auto-?reply|autoreply)\b/i.test(newText)) return "Its text begins like an automatic reply.";
  const absence = ABSENCE.exec(newText.slice(0, 1_000));
  if (absence && newText.length <= 600) return "Its text is an absence notice.";
  return null;
}

/** A mail of a list or a bulk sender: not a person's answer. */
export function isListMail(mail: InboundMail): boolean {
  return hasHeader(mail.headers, "list-id") && !hasHeader(mail.headers, "in-reply-to");
}
