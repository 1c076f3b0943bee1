import findMyWay, { type HTTPMethod } from 'find-my-way';
import { type ProxiedRoute } from './proxied-route';

/** Longer than any id; what is longer still is found by no route. */
const longestParameter = 500;

/** Finds the line of the table that a request belongs to. */
export class RouteRouter<Route extends Pick<ProxiedRoute, 'methods' | 'template'>> {
  private readonly router = findMyWay({ maxParamLength: longestParameter });
  private readonly methods: readonly HTTPMethod[];

  constructor(routes: readonly Route[]) {
    for (const route of routes)
      for (const method of route.methods as HTTPMethod[])
        if (!this.router.hasRoute(method, route.template))
          this.router.on(method, route.template, () => undefined, route);
    this.methods = [...new Set(routes.flatMap(({ methods }) => methods))].sort() as HTTPMethod[];
  }

  find(method: string, path: string): Route | undefined {
    const found = this.router.find(method as HTTPMethod, path);
    return found === null ? undefined : (found.store as Route);
  }

  /** The methods under which a path exists. */
  allowedFor(path: string): string[] {
    return this.methods.filter((method) => this.router.find(method, path) !== null);
  }
}
