/** How mail clients of many languages introduce a quoted mail, and sign off. Matched against one trimmed line. */

/** "On … wrote:" (a date or an address inside keeps ordinary sentences out). */
export const QUOTE_INTRODUCTIONS: RegExp[] = [
  /^[-\s]{0,8}On\b.{4,390}\b(?:wrote|writes|said)\s*(?::|-{2,})?\s*$/i,
  /^On\b.{4,390}@.{1,120}\bsent\s*:\s*$/i,
  /^(?:Le|El|Il|Op|Em|Am|Den|På|W dniu|Dnia|Dne|La|Pe|Pada|Kl)\s.{4,390}(?:a écrit|escribió|escribio|ha scritto|schreef|geschreven|escreveu|schrieb|skrev|napisa[łl]\S*|napsal\S*|a scris|menulis).{0,120}:\s*$/i,
];

/** The same without a first word that is sure to begin them. */
export const LOOSE_INTRODUCTIONS: RegExp[] = [
  /^.{0,200}[<(]\s*[^<>()\s]+@[^<>()\s]+[>)].{0,60}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał|написал\S*|пишет|kirjoitti|yazdı|写道|写于|於).{0,60}[:：]\s*$/i,
  /^.{0,60}\d{4}.{0,200}(?:написал\S*|пишет|写道|寫道|님이 작성|のメッセージ|에 작성|yazdı|kirjoitti|wrote|schrieb)\s*[:：]\s*$/i,
  /^.{0,40}\d{4}.{0,120}<\s*[^<>\s]+@[^<>\s]+>\s*[:：]\s*$/,
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.{0,120}<\s*[^<>\s]+@[^<>\s]+>\s*[:：]?\s*$/,
  /^\S+@\S+ (?:wrote|writes|schrieb)\s*:\s*$/i,
  /^-{2,}\s*.{2,200}\bwrote\s*-{2,}\s*$/i,
  /^(?:In (?:a )?message|In article)\b.{4,200}\b(?:writes|wrote)\s*:\s*$/i,
];

/** A line that stands between the answer and the whole mail answered. */
export const REPLY_SEPARATORS: RegExp[] = [
  /^[-_*=\s]{2,}\s*(?:Original Message|Original Appointment|Forwarded Message|Reply message|Reply above this line|Antwort Nachricht|Ursprüngliche Nachricht|Originalnachricht|Weitergeleitete Nachricht|Message d'origine|Message original|Message transféré|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|Oprindelig meddelelse|Original meddelande|Ursprungligt meddelande|Původní zpráva|Wiadomość oryginalna|Исходное сообщение|Пересылаемое сообщение|原始邮件|元のメッセージ|Orijinal Mesaj).{0,20}[-_*=\s]*$/i,
  /^-{5,}\s*Forwarded message\s*-{5,}/i,
  /^Begin forwarded message:\s*$/i,
  /^_{20,}$/,
];

export const SENDER_LABELS =
  /^(?:From|Von|De|Da|Van|Från|Fra|Od|От|Отправитель|发件人|寄件者|差出人|Gönderen|Kimden|Lähettäjä|Expéditeur|Mittente|Afzender)\s*[:：]\s*\S/i;
export const SENT_LABELS =
  /^(?:Sent|Date|To|Cc|Subject|Reply-To|Gesendet|Datum|An|Betreff|Envoyé|À|A|Objet|Enviado(?: el)?|Fecha|Data|Para|Asunto|Assunto|Inviato|Oggetto|Verzonden|Aan|Onderwerp|Skickat|Till|Ämne|Sendt|Til|Emne|Wysłano|Do|Temat|Дата|Отправлено|Кому|Тема|发送时间|收件人|主题|日期|送信日時|宛先|件名|Tarih|Kime|Konu|Lähetetty|Aihe)\s*[:：]/i;

/** "Sent from my phone" and its kin: a signature put there by a device. */
export const SENT_FROM: RegExp[] = [
  /^[-_*\s]*(?:Sent|Sent with|Sent from|Get Outlook for|Gesendet mit|Gesendet von|Von meinem|Envoyé (?:de|depuis|à partir)|Enviado (?:desde|do|de|pelo)|Inviato (?:da|dal)|Verzonden (?:van|vanaf|met)|Skickat från|Sendt fra|Отправлено (?:с|из)|Wysłane z|Diese Nachricht wurde von)\s.{0,100}(?:iPhone|iPad|Android|Handy|mobile|phone|Galaxy|Samsung|BlackBerry|Outlook|Mail|Yahoo|Nokia|Windows|device|Gerät|móvil|Smartphone|Huawei|Xiaomi|tablet|Mailbox|Boxer|Sparrow|Blackberry|Fastmail|Proton).{0,60}$/i,
  /^[-_*\s]*Sent (?:from|via) (?:my|a|the) [^,.]{1,40}\.?$/i,
];
