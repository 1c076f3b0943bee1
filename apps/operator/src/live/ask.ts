/** What the gateway says of who is signed in. */
export interface SignedIn {
  readonly is_open: boolean;
  readonly name: string | null;
  readonly until: string | null;
}

/** Asks the gateway as this page; rejects with what it says went wrong. */
export async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: { 'x-operator-page': '1', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const said = (await answer.json()) as T & { message?: string };
  if (!answer.ok) throw new Error(said.message ?? `The gateway answers ${answer.status}.`);
  return said;
}
