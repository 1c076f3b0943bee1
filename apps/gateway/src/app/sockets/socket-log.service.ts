import { Inject, Injectable } from '@nestjs/common';
import { PROCESS_LOGGER } from '@secureconnect/platform';
import { type Logger } from 'pino';
import { endExchange } from '../proxy/exchange-span';
import { type Visit } from './entrance/visit';
import { type SocketKind } from './socket-metrics.service';

/** One line for each socket that was asked for; what is said over it, and each single poll, is nobody's business. */
@Injectable()
export class SocketLog {
  constructor(@Inject(PROCESS_LOGGER) private readonly logger: Logger) {}

  /** Without a visit it was not even well formed. */
  asked(kind: SocketKind, visit: Visit | undefined, status: number): void {
    const route = visit?.route.path ?? 'none';
    if (visit?.span) endExchange(visit.span, { method: 'GET', route, status, isCut: false });
    if (!this.logger.isLevelEnabled('info')) return;
    const fields = {
      request_id: visit?.requestId,
      route,
      status,
      client: visit?.client.address,
      socket: kind,
    };
    this.logger.info(fields, `${kind} ${route} ${status}`);
  }
}
