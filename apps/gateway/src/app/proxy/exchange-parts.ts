import { Inject, Injectable } from '@nestjs/common';
import { ClientAddresses, ClientStatements, Drain, ModeSource, SETTINGS } from '@secureconnect/platform';
import { DeadlineWheel } from '@secureconnect/resilience';
import { Cors } from '../door/cors';
import { FairShares } from '../upstreams/fair-shares';
import { AccessLog } from './access-log';
import { type ProxyValues } from './proxy.settings';

/** Finer than anybody notices, and one timer for all requests. */
const tickMs = 20;

/** What every exchange needs of the process. */
@Injectable()
export class ExchangeParts {
  readonly wheel = new DeadlineWheel(tickMs);
  readonly deadlineMs: number;
  readonly clientSilenceMs: number;
  /** A body that is no file has come by then. */
  readonly requestTimeoutMs: number;
  /** Bytes a second. */
  readonly leastPace: number;
  /** Of memory for bodies that are no files, in bytes. */
  readonly bodies: FairShares;

  constructor(
    readonly addresses: ClientAddresses,
    readonly statements: ClientStatements,
    readonly modes: ModeSource,
    readonly drain: Drain,
    readonly cors: Cors,
    readonly log: AccessLog,
    @Inject(SETTINGS) values: ProxyValues,
  ) {
    this.deadlineMs = values.UPSTREAM_DEADLINE_MS;
    this.clientSilenceMs = values.CLIENT_SILENCE_MS;
    this.requestTimeoutMs = values.REQUEST_TIMEOUT_MS;
    this.leastPace = values.UPLOAD_LEAST_BYTES_PER_SECOND;
    this.bodies = new FairShares(values.BODIES_MAX_BYTES, values.CLIENT_SHARE_PERCENT);
  }
}
