import { type SocketRoute } from './socket-route';

/** Both sockets: the limit of their openings is served from memory, revocations by whoever knows. */
const stores: SocketRoute['stores'] = [
  { store: 'rate-limit', mode: 'open', tiers: ['redis', 'memory'] },
  { store: 'revocations', mode: 'fallback', tiers: ['memory', 'redis', 'postgres'] },
];

/** Where clients open sockets. */
export const socketRoutes: readonly SocketRoute[] = [
  { operation: 'sockets.chat', path: '/ws/chat', upstream: 'chat', stores },
  { operation: 'sockets.calls', path: '/ws/calls', upstream: 'video', stores },
];
