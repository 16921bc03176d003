/** Tells the types what remix.config.js tells the server: loaders keep their Dates. */
import "@remix-run/node";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}
