import { loadConfig } from "../app/config.server.ts";
import { openDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";

const { config } = loadConfig();
const embedded = config.databaseUrl ? undefined : await startEmbedded({ dataDir: config.dataDir });
const connectionString = config.databaseUrl ?? embedded?.connectionString ?? "";
const db = openDatabase({ connectionString, maxConnections: 2, onError: (error) => console.error(error.message) });
const applied = await migrate(db.pool);
await db.close();
await embedded?.stop();
console.log(applied.length > 0 ? `Applied: ${applied.join(", ")}` : "The database is up to date.");
