import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "@remix-run/react";
import { type ReactNode, useContext } from "react";
import { ErrorPage } from "./components/error-page.tsx";
import { NonceContext } from "./components/nonce.ts";
import type { Theme } from "./components/theme-toggle.tsx";
import type { LoadContext } from "./context.ts";
import stylesUrl from "./styles/app.css?url";

export const meta: MetaFunction = () => [{ title: "LeadBitz" }];

export const links: LinksFunction = () => [
  { rel: "preload", href: interUrl, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "stylesheet", href: stylesUrl },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { requestId } = context as Partial<LoadContext>;
  return { theme: readTheme(request.headers.get("Cookie")), requestId };
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const theme = useRouteLoaderData<typeof loader>("root")?.theme ?? "system";
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {import.meta.env.DEV && <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />}
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const requestId = useRouteLoaderData<typeof loader>("root")?.requestId;
  return <ErrorPage requestId={requestId} />;
}

/** The cookie of the toggle; anything unknown follows the system. */
function readTheme(cookie: string | null): Theme {
  const value = /(?:^|;\s*)theme=([a-z]+)/.exec(cookie ?? "")?.[1];
  return value === "light" || value === "dark" ? value : "system";
}
