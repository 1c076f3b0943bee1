import { Inject, Injectable } from '@nestjs/common';
import { ClientStatements, SETTINGS } from '@secureconnect/platform';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';
import { Upstreams } from '../../upstreams/upstreams';
import { type Visit } from '../entrance/visit';
import { type SocketValues } from '../socket.settings';
import { along } from './along';
import { wayTo } from './service-way';
import { serviceHeaders } from './service-headers';
import { type Handshake, shakeHands } from './upstream-handshake';

/** Asks services for WebSockets, within what protects them. */
@Injectable()
export class ServiceHandshakes {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly statements: ClientStatements,
    @Inject(SETTINGS) private readonly settings: Pick<SocketValues, 'UPSTREAM_DEADLINE_MS'>,
  ) {}

  /** Asks the instance a client's address belongs to, or the one where it is at home already. Rejects with 502, 503 or 504. */
  async shake(visit: Visit, home?: UpstreamInstance): Promise<Handshake> {
    const upstream = this.upstreams.of(visit.route.upstream);
    const headers = serviceHeaders(visit, this.statements);
    const instance = home ?? upstream.choose(visit.client.network);
    if (!instance) throw new UpstreamUnavailableError('');
    const { UPSTREAM_DEADLINE_MS: deadlineMs } = this.settings;
    const asked = { origin: instance.origin, path: visit.target, headers, deadlineMs };
    return along(wayTo(upstream, visit), instance, () => shakeHands(asked));
  }
}
