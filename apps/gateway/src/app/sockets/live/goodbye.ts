import { type CommonServerEvents } from '@secureconnect/contracts';

/** Clients told to go away come back spread over this long, so that they do not arrive all at once. */
const reconnectSpreadMs = 5_000;

/** What a service says when it goes away, said by the gateway when it does. */
export function goodbye(): string {
  const event: keyof CommonServerEvents = 'server.draining';
  const reconnect_after_ms = Math.round(Math.random() * reconnectSpreadMs);
  return `42${JSON.stringify([event, { reconnect_after_ms }])}`;
}
