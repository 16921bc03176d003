/** An action answers the methods it knows; others get 405 and the list of those. */
export function requireMethod<M extends string>(request: Request, ...allowed: [M, ...M[]]): M {
  const found = allowed.find((method) => method === request.method);
  if (found === undefined) throw new Response(null, { status: 405, headers: { Allow: allowed.join(", ") } });
  return found;
}
