import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from '@secureconnect/testing';

const callers = 8;
const pauseMs = 50;

/** Callers of a service, whatever becomes of it, until the work they go on beside is done. */
export async function besideCallers<T>(url: string, token: string, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const client = httpClient(url, { headers: { authorization: `Bearer ${token}` } });
  const call = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await client.get('/v1/calls', { deadline: 2_000 }).catch(() => undefined); // What it meets is not measured.
      await sleep(pauseMs);
    }
  };
  const calling = Promise.all(Array.from({ length: callers }, call));
  try {
    return await work();
  } finally {
    stop.abort();
    await calling;
    client.close();
  }
}
