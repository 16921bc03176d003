/**
 * Word lists behind the address rules. Compared in lower case; order does not matter.
 */

/** Names before the @ that stand for a desk (RFC 2142 and common use in several languages). */
export const ROLE_NAMES: ReadonlySet<string> = new Set(
  `
  abuse accounting accounts accueil admin administration administrator all all-staff anfrage ap ar assistance
  auskunft bestellung bewerbung billing bonjour booking bookings buchhaltung business careers careersteam
  commande commandes commercial communications compliance compta comptabilite comunicacion contabilidad
  contabilidade contact contacto contactus contato customercare customerservice customersupport datenschutz
  devnull direction dns donotreply dpo editor editorial einkauf email enquiries enquiry events everyone
  facturacion faktura feedback finance ftp general hallo hello hello-team help helpdesk hi hola hostmaster hr
  human-resources info information infos inoc inquiries inquiry investors ir ispfeedback ispsupport it job jobs
  kontakt legal list list-request mail mailbox maildaemon mailer-daemon mailerdaemon management marketing media
  news newsletter no-reply noc noreply null office officemanager oficina operations ops order orders pedidos
  personal post postbox postmaster pr press presse privacy purchasing receipts recepcion reception recruiting
  recruitment recursoshumanos registrar remove reply request reservation reservations root rrhh sales
  secretariat secretary security sekretariat service services servicio shop spam staff subscribe support
  sysadmin team tech tech-support techsupport ticket tickets undisclosed-recipients unsubscribe usenet uucp
  vendas ventas verkauf vertrieb web webadmin webmaster website wecare welcome work www
  `
    .trim()
    .split(/\s+/),
);

/** Domains of public mailbox services and internet providers. */
export const FREE_MAIL_DOMAINS: ReadonlySet<string> = new Set(
  `
  126.com 139.com 163.com 189.cn 1und1.de 21cn.com abv.bg aim.com alice.it aliceadsl.fr aliyun.com ameritech.net
  aol.co.uk aol.com aol.de aol.fr aon.at arcor.de asia.com atlas.cz att.net azet.sk bbox.fr bell.net
  bellsouth.net bigmir.net bigpond.com bigpond.net.au bk.ru bluewin.ch blueyonder.co.uk bol.com.br bredband.net
  broadpark.no btinternet.com btopenworld.com casema.nl centrum.cz centurylink.net charter.net chello.at
  chello.nl citromail.hu clix.pt club-internet.fr comcast.net consultant.com cox.net daum.net dir.bg disroot.org
  docomo.ne.jp dr.com duck.com earthlink.net email.com email.cz email.de email.it engineer.com europe.com
  excite.co.jp excite.com ezweb.ne.jp fastmail.com fastmail.fm fastwebnet.it foxmail.com free.fr freemail.hu
  freenet.de frontier.com gazeta.pl globo.com globomail.com gmail.com gmx.at gmx.ch gmx.co.uk gmx.com gmx.de
  gmx.es gmx.eu gmx.fr gmx.info gmx.net gmx.org googlemail.com hanmail.net hetnet.nl hey.com hispeed.ch home.nl
  hot.ee hotmail.be hotmail.ca hotmail.co.uk hotmail.com hotmail.com.ar hotmail.com.br hotmail.de hotmail.es
  hotmail.fr hotmail.it hotmail.nl hush.com hushmail.com i.ua icloud.com ig.com.br iinet.net.au in.gr iname.com
  inbox.com inbox.lt inbox.lv inbox.ru indamail.hu indiatimes.com interia.eu interia.pl internet.ru inwind.it
  iol.it iol.pt jubii.dk juno.com kabelmail.de kakao.com keemail.me kpnmail.nl laposte.net lenta.ru libero.it
  list.ru live.be live.ca live.cn live.co.uk live.com live.com.au live.de live.fr live.it live.nl lycos.com
  mac.com mail.bg mail.com mail.de mail.dk mail.ee mail.pt mail.ru mailbox.org mailfence.com me.com meta.ua
  msn.com myself.com myyahoo.com nate.com naver.com netcabo.pt netvision.net.il netzero.net neuf.fr nifty.com
  ntlworld.com numericable.fr o2.co.uk o2.pl oi.com.br onet.eu onet.pl online.de online.no op.pl optonline.net
  optusnet.com.au orange.fr otenet.gr outlook.co.id outlook.com outlook.com.br outlook.de outlook.es outlook.fr
  outlook.it outlook.jp outlook.pt pacbell.net pandora.be passport.com planet.nl pm.me pobox.sk poczta.fm
  poczta.onet.pl post.com post.cz posteo.de posteo.net proton.me protonmail.ch protonmail.com proximus.be qq.com
  r7.com rambler.ru rediffmail.com riseup.net roadrunner.com rocketmail.com rogers.com rr.com runbox.com sapo.pt
  sbcglobal.net seznam.cz sfr.fr shaw.ca sify.com sina.cn sina.com sky.com skynet.be softbank.ne.jp sohu.com
  sol.no spray.se startmail.com sunrise.ch sympatico.ca t-online.de talktalk.net telefonica.net telenet.be
  telia.com telus.net terra.com.br terra.es tim.it tin.it tiscali.co.uk tiscali.it tlen.pl tom.com tpg.com.au
  tuta.com tuta.io tutamail.com tutanota.com tutanota.de ukr.net unitybox.de uol.com.br upcmail.nl usa.com
  verizon.net videotron.ca vip.163.com vip.qq.com vip.sina.com virgilio.it virginmedia.com vodafone.de volny.cz
  vp.pl walla.co.il walla.com wanadoo.fr web.de windowslive.com windstream.net wp.pl writeme.com xs4all.nl
  xtra.co.nz ya.ru yahoo.ca yahoo.cl yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.kr yahoo.co.nz yahoo.co.th
  yahoo.co.uk yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.hk yahoo.com.mx yahoo.com.ph
  yahoo.com.sg yahoo.com.tw yahoo.com.vn yahoo.de yahoo.dk yahoo.es yahoo.fr yahoo.gr yahoo.ie yahoo.in yahoo.it
  yahoo.no yahoo.pl yahoo.ro yahoo.se yandex.by yandex.com yandex.kz yandex.ru yandex.ua yeah.net ymail.com
  ziggo.nl zoho.com zohomail.com zohomail.eu zoznam.sk
  `
    .trim()
    .split(/\s+/),
);
