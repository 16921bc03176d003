/** Renders an element the way the server does: inside Remix, on a page of its own. */
import { RemixServer } from "@remix-run/react";
import type { ComponentProps, ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

type EntryContext = ComponentProps<typeof RemixServer>["context"];

export function renderPage(element: ReactElement, options: { path?: string; loaderData?: unknown } = {}): string {
  const path = options.path ?? "/app";
  const route = { id: "root", path, hasLoader: true, hasAction: true, hasErrorBoundary: false, module: "" };
  const flags = {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_lazyRouteDiscovery: false,
    v3_singleFetch: true,
  };
  const location = { pathname: path, search: "", hash: "", state: null, key: "default" };
  const match = { params: {}, pathname: path, pathnameBase: path, route: { id: "root", path } };
  const context: EntryContext = {
    manifest: {
      entry: { imports: [], module: "" },
      routes: { root: { ...route, hasClientAction: false, hasClientLoader: false } },
      url: "",
      version: "1",
    },
    routeModules: { root: { default: () => element } },
    future: flags,
    isSpaMode: false,
    staticHandlerContext: {
      basename: "/",
      location,
      matches: [match],
      loaderData: { root: options.loaderData ?? null },
      actionData: null,
      errors: null,
      statusCode: 200,
      loaderHeaders: {},
      actionHeaders: {},
      activeDeferreds: null,
    },
  };
  return renderToStaticMarkup(<RemixServer context={context} url={`http://localhost${path}`} />);
}
