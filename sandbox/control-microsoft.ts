// What tests set about Microsoft: {sendDelayMs, emptyPageRate, keepsMessageId, oldTokenMs, adminDomains}.
import { json, problem, type Reply } from "./http.ts";
import type { World } from "./world.ts";

export function setMicrosoft(world: World, body: Record<string, unknown>): Reply {
  const settings = world.microsoft;
  for (const [name, value] of Object.entries(body)) {
    const isKnown = name in settings && typeof value === typeof settings[name as keyof typeof settings];
    if (!isKnown) return problem(400, `Settings are ${Object.keys(settings).join(", ")}, each of its own type.`);
  }
  Object.assign(settings, body);
  return json(200, settings);
}
