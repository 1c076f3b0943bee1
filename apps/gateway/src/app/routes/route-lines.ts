import { Injectable } from '@nestjs/common';
import { type DoorRoute } from '@secureconnect/platform';
import { PolicyManifest } from '@secureconnect/resilience';
import { RatePolicies } from '../limits/rate-policies';
import { Upstreams } from '../upstreams/upstreams';
import { RouteLine } from './route-line';
import { RouteRouter } from './route-router';
import { routes } from './routes';

/** The table of routes at work: what it says of each is declared, and each request finds its line. */
@Injectable()
export class RouteLines {
  private readonly router: RouteRouter<RouteLine>;
  readonly described: readonly DoorRoute[];

  constructor(upstreams: Upstreams, policies: RatePolicies, manifest: PolicyManifest) {
    const lines = routes.map(
      (route) => new RouteLine(route, upstreams.of(route.upstream), policies.limitsOf(route.limits)),
    );
    this.router = new RouteRouter(lines);
    this.described = routes.map(({ methods, template, upstream, access }) => ({
      methods,
      template,
      group: upstream,
      isPublic: access !== 'caller',
    }));
    manifest.declare(
      routes.map(({ operation, methods, template, stores }) => ({
        operation,
        kind: 'http',
        target: `${methods.join('|')} ${template}`,
        stores,
      })),
    );
  }

  find(method: string, path: string): RouteLine | undefined {
    return this.router.find(method, path);
  }

  allowedFor(path: string): string[] {
    return this.router.allowedFor(path);
  }
}
