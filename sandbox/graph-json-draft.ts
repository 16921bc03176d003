// A draft given as JSON. Its own headers must begin with x-, and there are five at most: List-Unsubscribe, In-Reply-To
// and References cannot be set this way. Source: providers.md 3.4.
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal } from "./graph-errors.ts";
import { objectOf, textIn } from "./http.ts";
import { toBinary } from "./mime.ts";

const HEADERS_MAX = 5;
type Fields = Record<string, unknown>;

export function composeFromJson(call: GraphCall): string {
  const message = objectOf(call);
  if (!message) throw graphRefusal("BadRequest", call.now, { message: "Unable to read JSON request payload." });
  const headers = listIn(message.internetMessageHeaders).map(({ name, value }) => [textIn(name), textIn(value)]);
  const foreign = headers.find(([name = ""]) => !/^x-/i.test(name));
  if (foreign)
    throw graphRefusal("InvalidInternetMessageHeader", call.now, {
      message: `The internet message header name '${foreign[0]}' should start with 'x-' or 'X-'.`,
    });
  if (headers.length > HEADERS_MAX) throw graphRefusal("InvalidInternetMessageHeader", call.now);
  const body = fieldsIn(message.body);
  const isHtml = textIn(body.contentType).toLowerCase() === "html";
  return [
    ...(["To", "Cc", "Bcc"] as const).flatMap((name) => {
      const people = listIn(message[`${name.toLowerCase()}Recipients`]).map((one) => fieldsIn(one.emailAddress));
      return people.length > 0 ? [`${name}: ${people.map(({ address }) => textIn(address)).join(", ")}`] : [];
    }),
    `Subject: =?UTF-8?B?${Buffer.from(textIn(message.subject)).toString("base64")}?=`,
    ...headers.map(([name, value = ""]) => `${name}: ${toBinary(value.replace(/[\r\n]/g, " "))}`),
    "MIME-Version: 1.0",
    `Content-Type: text/${isHtml ? "html" : "plain"}; charset="UTF-8"`,
    "",
    toBinary(textIn(body.content)),
  ].join("\r\n");
}

function fieldsIn(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsIn) : [];
}
