// What a domain publishes, as tests and the demo want it. `values` empty: the name stands, without such a record;
// null: as it was by itself.
import type { RecordType } from "./dns.ts";
import { json, problem, type Reply, textIn } from "./http.ts";
import type { World } from "./world.ts";

const TYPES: readonly RecordType[] = ["A", "MX", "TXT"];

export function setDns(world: World, body: Record<string, unknown>): Reply {
  const name = textIn(body.name).toLowerCase();
  const type = TYPES.find((known) => known === body.type);
  const { values } = body;
  if (name === "" || !type || !(values === null || Array.isArray(values)))
    return problem(400, `name, type (${TYPES.join(", ")}) and values (a list, or null) are needed.`);
  if (values === null) world.dns.delete(`${type} ${name}`);
  else world.dns.set(`${type} ${name}`, values.map(String));
  return json(200, { ok: true });
}
