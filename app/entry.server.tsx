/**
 * Renders pages. Browsers get the shell as soon as it is ready, bots the whole page. The abort timer is cleared when
 * the body closes, else it keeps every finished render in memory for its length.
 */
import { PassThrough } from "node:stream";
import type { ActionFunctionArgs, AppLoadContext, EntryContext, LoaderFunctionArgs } from "@remix-run/node";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { NonceContext } from "./components/nonce.ts";
import type { LoadContext } from "./context.ts";
import { carryErrorHeaders } from "./web/error-headers.server.ts";

/** Loaders defer nothing essential; a stream that is open longer than this is given up. */
export const streamTimeout = 5_000;
const abortDelayMs = streamTimeout + 1_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const { nonce = "" } = loadContext as Partial<LoadContext>;
  carryErrorHeaders(headers, remixContext.staticHandlerContext);
  const waitsForAll = isbot(request.headers.get("user-agent") ?? "");
  return new Promise((resolve, reject) => {
    let finalStatus = status;
    let isShellOut = false;
    const answer = () => {
      isShellOut = true;
      const body = new PassThrough();
      body.once("close", () => clearTimeout(timer));
      headers.set("Content-Type", "text/html; charset=utf-8");
      resolve(new Response(createReadableStreamFromReadable(body), { status: finalStatus, headers }));
      render.pipe(body);
    };
    const render = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remixContext} url={request.url} abortDelay={abortDelayMs} nonce={nonce} />
      </NonceContext.Provider>,
      {
        nonce,
        onShellReady: waitsForAll ? undefined : answer,
        onAllReady: waitsForAll ? answer : undefined,
        onShellError: (error) => {
          clearTimeout(timer);
          reject(error);
        },
        onError: (error) => {
          finalStatus = 500;
          // A failed shell rejects, and Remix logs it through handleError.
          if (isShellOut) logFailure(error, request, loadContext);
        },
      },
    );
    const timer = setTimeout(() => render.abort(), abortDelayMs);
  });
}

/** Remix calls this for every error that a loader, action or render did not expect. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (request.signal.aborted) return;
  // An address that no route knows is the caller's slip; the answered request is logged with its 404.
  if (isRouteErrorResponse(error) && error.status < 500) return;
  logFailure(error, request, context);
}

function logFailure(error: unknown, request: Request, loadContext: AppLoadContext) {
  const { app, requestId } = loadContext as Partial<LoadContext>;
  const { pathname } = new URL(request.url);
  app?.log?.error({
    event: "request.failed",
    request_id: requestId,
    method: request.method,
    path: pathname,
    err: error,
  });
}
