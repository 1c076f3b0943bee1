import { Inject, Injectable } from '@nestjs/common';
import { ClientAddresses, SETTINGS } from '@secureconnect/platform';
import { type IncomingMessage } from 'node:http';
import { ApiKeys } from '../../limits/api-keys';
import { type TracedNames } from '../../proxy/exchange-span';
import { ApiKeyUnknownError } from './api-key-unknown.error';
import { HeadRefusedError } from './head-refused.error';
import { type RequestHead } from '../../door/request-head';
import { pathEndOf } from '../../door/request-target';
import { type SocketRoute } from '../socket-route';
import { socketRoutes } from '../socket-routes';
import { type SocketValues } from '../socket.settings';
import { MalformedSocketRequestError } from './malformed-socket-request.error';
import { NoSuchSocketError } from './no-such-socket.error';
import { OriginNotAllowedError } from './origin-not-allowed.error';
import { readQuery } from './request-query';
import { type Visit } from './visit';

/** Engine.IO asks with a slash at the end, people without one. */
const routesByPath = new Map<string, SocketRoute>(
  socketRoutes.flatMap((route) => [route.path, `${route.path}/`].map((path) => [path, route] as const)),
);

/** Reads what asks for a socket, and refuses what is none before anything else looks at it. */
@Injectable()
export class SocketEntrance {
  private readonly keys: ApiKeys;

  constructor(
    private readonly addresses: ClientAddresses,
    @Inject(SETTINGS) private readonly settings: Pick<SocketValues, 'CORS_ORIGINS' | 'API_KEYS'>,
  ) {
    this.keys = new ApiKeys(settings.API_KEYS);
  }

  /** Throws 400, 401, 403, 404 or 431. */
  read(request: IncomingMessage, head: RequestHead, names: TracedNames): Visit {
    const target = request.url ?? '';
    const route = routeOf(target);
    if (head.fault !== undefined) throw new HeadRefusedError(head.fault);
    const query = readQuery(target);
    this.checkOrigin(head);
    const isSecure = this.addresses.isSecure(request);
    const client = this.addresses.of(request);
    const keyName = this.keyNameOf(head);
    return { route, target, query, head, client, ...names, keyName, origin: head.origin, isSecure };
  }

  private keyNameOf({ apiKey }: RequestHead): string | undefined {
    if (apiKey === undefined) return undefined;
    const name = this.keys.nameOf(apiKey);
    if (name === undefined) throw new ApiKeyUnknownError('');
    return name;
  }

  /** A browser always says where it comes from; who says nothing is none, and needs no permission. */
  private checkOrigin({ origin, host }: RequestHead): void {
    if (origin === undefined || this.settings.CORS_ORIGINS.includes(origin)) return;
    const isOwn = URL.canParse(origin) && new URL(origin).host === host;
    if (!isOwn) throw new OriginNotAllowedError('');
  }
}

function routeOf(target: string): SocketRoute {
  const end = pathEndOf(target);
  if (end < 0) throw new MalformedSocketRequestError('');
  const route = routesByPath.get(target.slice(0, end));
  if (!route) throw new NoSuchSocketError('');
  return route;
}
