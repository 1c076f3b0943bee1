/** What can never be broadcast as it is: a channel's name PostgreSQL has no room for, or a payload beyond all bounds. */
export class BroadcastRefusedError extends Error {
  override readonly name = 'BroadcastRefusedError';
  readonly code = 'broadcast_refused';
}
