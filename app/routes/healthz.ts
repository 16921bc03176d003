/** The process lives: it answers. Nothing else is asked, so a slow database restarts no server. */
export async function loader() {
  return Response.json({ ok: true }, { headers: { "Cache-Control": "no-store" } });
}
