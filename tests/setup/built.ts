/** Browser tests run against the production build. */
import { buildApp } from "../../scripts/build-app.ts";

export default async function setup() {
  await buildApp({ isForced: false });
}
