import { type FastifyInstance } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';

/** Knows which methods a path answers to, so that a wrong one is 405 and an unknown path 404. */
export class RouteTable {
  private readonly methods = new Set<HTTPMethod>();
  private readonly router = findMyWay();

  /** Learns every route as it is registered; call it before the first. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat() as HTTPMethod[]) this.learn(one, url);
    });
  }

  /** The methods under which this path exists. */
  allowedFor(path: string): string[] {
    return [...this.methods].filter((method) => this.router.find(method, path) !== null).sort();
  }

  private learn(method: HTTPMethod, url: string): void {
    // What answers the preflights of browsers on every path makes no path known.
    if (url === '*' || this.router.hasRoute(method, url)) return;
    this.methods.add(method);
    this.router.on(method, url, () => undefined);
  }
}
