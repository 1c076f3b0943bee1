import { type SocketRoute } from './socket-route';

/** Both sockets: the limits of openings, polls and new tokens are served from memory, revocations by whoever knows. */
const stores: SocketRoute['stores'] = [
  {
    store: 'rate-limit',
    mode: 'open',
    tiers: ['redis', 'memory'],
    guarantee: 'each instance admits its share of the limit, beginning with what was last seen',
  },
  {
    store: 'revocations',
    mode: 'fallback',
    tiers: ['memory', 'redis', 'postgres'],
    guarantee: 'who is revoked stays out; 503 where nobody can say',
  },
];

/** Where clients open sockets. */
export const socketRoutes: readonly SocketRoute[] = [
  { operation: 'sockets.chat', path: '/ws/chat', upstream: 'chat', stores },
  { operation: 'sockets.calls', path: '/ws/calls', upstream: 'video', stores },
];
