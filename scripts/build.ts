import { buildApp } from "./build-app.ts";

await buildApp({ isForced: true });
console.log("Built into build/.");
