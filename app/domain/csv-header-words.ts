/**
 * Column names in the wild, best first: Apollo, HubSpot, LinkedIn (connections, Sales Navigator), Google and Outlook
 * contacts, Salesforce, Pipedrive, and plain ones in several languages. Names are normalised (csv-header.ts).
 */
import type { LeadField } from "./lead-fields.ts";

export const HEADER_WORDS: Record<LeadField, string[]> = {
  email: [
    "email", "email address", "work email", "work email address", "business email", "business email address",
    "company email", "professional email", "corporate email", "primary email", "email 1 value", "email 1 address", "email 1", "email1", "contact email",
    "person email", "lead email", "email work", "emails", "mail", "mail address", "email id", "emailadresse", "email adresse",
    "mailadresse", "adresse email", "adresse mail", "courriel", "adresse electronique", "correo electronico", "correo", "direccion de correo",
    "indirizzo email", "posta elettronica", "epost", "epostadress", "endereco de email", "personal email",
  ],
  first_name: [
    "first name", "firstname", "given name", "givenname", "contact first name", "person first name", "lead first name", "fname", "first", "forename",
    "vorname", "prenom", "nombre", "nome", "voornaam", "fornavn", "fornamn", "imie",
  ],
  last_name: [
    "last name", "lastname", "family name", "familyname", "surname", "contact last name", "person last name", "lead last name", "lname", "last",
    "nachname", "familienname", "nom", "nom de famille", "apellido", "apellidos", "cognome", "sobrenome", "achternaam", "etternavn", "efternamn", "nazwisko",
  ],
  full_name: ["full name", "fullname", "name", "contact name", "person name", "lead name", "display name", "contact", "person", "nom complet", "vollstandiger name"],
  title: [
    "title", "job title", "jobtitle", "position", "job position", "organization title", "current title", "current position", "contact title", "person title",
    "role", "job role", "job", "designation", "headline", "position title", "titel", "berufsbezeichnung", "funktion", "fonction", "poste", "cargo", "puesto", "ruolo", "functie",
  ],
  company: [
    "company", "company name", "companyname", "organization name", "organisation name", "organization", "organisation", "current company", "current company name",
    "associated company", "account name", "employer", "org name", "organization 1 name", "account", "business name", "firma", "unternehmen", "firmenname", "entreprise", "societe",
    "empresa", "azienda", "bedrijf", "company name for emails",
  ],
  company_domain: ["company domain", "company domain name", "companydomain", "domain", "domain name", "organization domain", "account domain", "website domain", "company website domain", "web domain"],
  phone: [
    "phone", "phone number", "phonenumber", "mobile phone", "mobile", "mobile number", "mobile phone number", "cell phone", "cell", "phone 1 value", "person phone", "contact phone",
    "work direct phone", "direct phone", "direct dial", "business phone", "work phone", "telephone", "telephone number", "tel", "telefon", "telefonnummer", "handy", "telefono", "telefoon", "corporate phone",
  ],
  linkedin_url: [
    "linkedin url", "person linkedin url", "linkedin profile url", "linkedin profile", "linkedin", "contact linkedin url", "person linkedin", "linkedin link",
    "linkedinurl", "profile url", "profileurl", "linkedin profile link", "linkedin member url",
  ],
  website: [
    "website", "website url", "company website", "company website url", "web page", "webpage", "website 1 value", "company url", "web site", "homepage", "web",
    "organization website", "webseite", "site web", "sitio web", "sito web", "url",
  ],
  city: ["city", "contact city", "person city", "address 1 city", "location city", "town", "stadt", "ort", "ville", "ciudad", "citta", "cidade", "stad"],
  country: ["country", "contact country", "person country", "address 1 country", "country region", "country name", "location country", "land", "pays", "pais", "paese"],
  industry: ["industry", "company industry", "organization industry", "sector", "branche", "secteur", "industria", "settore"],
  time_zone: ["time zone", "timezone", "tz", "iana time zone", "zeitzone"],
  tags: ["tags", "tag", "schlagworte"],
};
