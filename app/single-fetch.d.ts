// With single fetch, loaders hand Dates and unions to their pages as they are.
import "@remix-run/node";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}
