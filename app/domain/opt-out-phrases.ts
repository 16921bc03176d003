/** Opt-out wordings by language; matched against text with plain apostrophes and single spaces. */

/** Enough by itself when nothing else stands in the line or sentence. */
export const OPT_OUT_ALONE =
  /^(?:please |bitte |just |merci de |por favor,? )?(?:stop|unsubscribe(?: me)?|opt[ -]?out|remove(?: me)?|take me off|cancel|abmelden|abbestellen|austragen|entfernen|löschen|stopp?|kündigen|désabonne(?:r|ment|z-moi)|désinscri(?:re|ption|vez-moi)|se désabonner|arrêtez|baja|dar(?:me)? de baja|cancelar(?: (?:la )?suscripción)?|eliminar|cancellami|cancellatemi|disiscrivi(?:mi)?|rimuovimi|annulla(?:re)? l'iscrizione|afmelden|uitschrijven|verwijderen|descadastrar|remover|sair da lista|parar|avregistrera|avsluta|afmeld|avmeld|стоп|отписаться|отписка|отпишите меня|rezygnuję|wypisz(?: mnie)?|配信停止|退会|退订|取消订阅|구독 취소|abonelikten çık|listeden çıkar|berhenti|הסר(?: אותי)?|إلغاء الاشتراك)(?: please| bitte| svp| merci| thanks| thank you)?$/iu;

const EDGE = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
const phrase = (pattern: string): RegExp => new RegExp(`${EDGE}(?:${pattern})${END}`, "iu");

export const OPT_OUT_PHRASES: RegExp[] = [
  phrase(
    "unsubscribe (?:me|us|my|this|from)|(?:please|want to|like to|wish to) (?:be )?unsubscribed?(?: me)?|opt(?:ing)? (?:me |us )?out(?: of)?",
  ),
  phrase(
    "(?:remove|delete|erase|drop|strike) (?:me|us|my|our|this)(?: (?:e-?mail|name|address|info(?:rmation)?|details|data|contact)){0,3}(?: (?:address|info|details))?(?: (?:from|off|out of) (?:your|the|this|any|all|these)(?! urgent)|(?=[.,!]|$)| please)",
  ),
  phrase(
    "(?:remove|delete|erase) (?:me|us|my (?:e-?mail|info|information|details|data|address|name|contact)|our (?:e-?mail|info|details|data))(?: |[.,!]|$)(?!from urgent)",
  ),
  phrase("take (?:me|us|my \\S{1,20}|our \\S{1,20}) off(?: of)?(?: (?:your|the|this|any))?"),
  phrase(
    "(?:stop|quit|cease) (?:contacting|e-?mailing|mailing|messaging|spamming|sending|writing|bothering|harassing|reaching out)",
  ),
  phrase(
    "(?:do not|don't|dont|never) (?:(?:ever|please) )?(?:contact|e-?mail|mail|message|write|spam|bother)(?: to)? (?:me|us|this|again|here)",
  ),
  phrase(
    "do not contact|lose my (?:e-?mail|number|address|contact)|no (?:more|further) (?:e-?mails?|mails?|messages|contact)",
  ),
  phrase("(?:reported|reporting|marked|marking|flagged) (?:this|you|it|your \\S{1,20}) as spam"),
  phrase("how did you get my (?:e-?mail|address|contact|details)[^.?!]{0,40}[.?!] ?(?:delete|remove) it"),
  phrase(
    "keine (?:weiteren |mehr )?(?:e-?)?(?:mails?|werbung|nachrichten|newsletter)(?: mehr)?(?: (?:erhalten|bekommen|senden|schicken|wünschen|zusenden))?",
  ),
  phrase(
    "(?:wünsche|wünschen|möchte|möchten|will|wollen) (?:ich |wir )?keine (?:weiteren? )?(?:werbung|(?:e-?)?mails?|nachrichten|kontaktaufnahme)",
  ),
  phrase(
    "aus (?:dem|ihrem|eurem|deinem|der|ihrer|eurer) (?:\\S{0,20}verteiler|verteilerliste|mailingliste|liste|datenbank)(?: \\S{2,20})?",
  ),
  phrase(
    "bitte (?:\\S{1,15} )?(?:austragen|entfernen|abmelden|löschen sie|löschen)|(?:melden|tragen) sie (?:mich|uns) (?:ab|aus)|abmelden|austragen|abbestellen",
  ),
  phrase(
    "(?:lösch(?:en|t)? (?:sie )?(?:bitte )?(?:meine|unsere|alle) (?:\\S{1,20} )?(?:daten|adresse|e-?mail\\S{0,10}))",
  ),
  phrase(
    "nicht (?:mehr |erneut |wieder |weiter )?(?:kontaktieren|anschreiben|schreiben sie|kontaktiert werden|angeschrieben werden)",
  ),
  phrase(
    "(?:me|nous) (?:retirer|désabonner|désinscrire|supprimer|enlever) (?:de|du)|(?:retirez|désabonnez|désinscrivez|supprimez|enlevez|effacez)[- ](?:moi|nous|mes|mon)|désabonne(?:r|ment)|désinscri(?:re|ption)",
  ),
  phrase(
    "ne (?:plus|pas) (?:me |nous )?(?:contacter|écrire|envoyer|solliciter)|ne (?:me|nous) (?:contactez|écrivez|envoyez|sollicitez) (?:plus|pas)|supprimer mes données|arrêtez de m['e ]",
  ),
  phrase(
    "(?:dar|dé|den|darse|dame|denme|quiero)(?:me|nos)? de baja|no (?:me|nos) (?:contacten?|escriban?|env[ií]en|manden|envíes|mandes|vuelvan? a (?:contactar|escribir))",
  ),
  phrase(
    "(?:elim[ií]n[ae](?:me|nos)|elimin[ae]n?(?:me|nos)|b[oó]rr(?:e|a|en)(?:me|nos)|qu[ií]t(?:e|a|en)(?:me|nos)|sáqu?[ue]?en?me|remu[eé]va(?:n)?me)|no (?:quiero|deseo) (?:recibir )?más (?:correos|mensajes|e-?mails)",
  ),
  phrase(
    "cancella(?:mi|temi|re la mia)|rimuov(?:imi|etemi|ere il mio|ete)|disiscriv(?:imi|etemi|ere)|annullare l'iscrizione|non (?:contattatemi|scrivetemi|contattarmi|scrivermi|mandatemi|inviatemi|mandarmi)",
  ),
  phrase(
    "(?:niet|geen) (?:meer |verdere )?(?:mailen|e-?mails?|mails|contacteren|contact|berichten|benaderen)|(?:schrijf|meld) (?:mij|me|ons) (?:uit|af)|afmelden|uitschrijven|verwijder (?:mij|me|ons|mijn)|haal (?:mij|me|ons) (?:van|uit)",
  ),
  phrase(
    "(?:me |nos )?(?:remova|retire|remover|retirar|exclua|excluir|descadastr\\S{1,4})(?:-me|-nos|m-me)? (?:d[aeo]s?|meu|minha|me)|descadastr\\S{1,5}|não (?:me |nos )?(?:envie|enviem|mande|mandem|contate|contatem|contacte|escreva)[mns]?|não (?:quero|desejo) (?:mais )?receber",
  ),
  phrase(
    "отпи(?:шите|сать|саться|ска)(?: (?:меня|нас))?|(?:больше )?не (?:пишите|присылайте|отправляйте)|удалите (?:меня|мой|мои|наш)",
  ),
  phrase("abonelikten çık\\S{0,6}|listeden çıkar\\S{0,6}|bana (?:yazmayın|mail atmayın)|beni (?:listeden|çıkar)"),
  phrase("(?:ingin|mau|tolong) berhenti(?: berlangganan)?|berhenti (?:berlangganan|mengirim)"),
  phrase(
    "(?:sluta|avsluta|avregistrera|ta bort mig|kontakta (?:mig|oss) inte|slet meg|fjern (?:mig|meg|oss)|afmeld mig|poistakaa|(?:proszę )?(?:usunąć|usuńcie|wypisać|wypiszcie) (?:mnie|nas|mój))",
  ),
  /配信停止|配信を停止|退会|送らないで|退订|取消订阅|不要再发|수신\s?거부|구독\s?취소|הסר אותי|אל תכתוב|תסיר|إلغاء الاشتراك|لا تراسل/u,
];
