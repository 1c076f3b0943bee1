import { type ComponentReport } from '@secureconnect/contracts';
import { type SocketMetrics } from './socket-metrics.service';
import { socketRoutes } from './socket-routes';

/** How many sockets there are through this instance, by path and what carries them. */
export function reportSockets(metrics: SocketMetrics): ComponentReport {
  const counts = socketRoutes.map(({ path }) => {
    const [websocket, polling] = [metrics.count(path, 'websocket'), metrics.count(path, 'polling')];
    return [path, { websocket, polling }];
  });
  return { status: 'up', ...Object.fromEntries(counts) };
}
