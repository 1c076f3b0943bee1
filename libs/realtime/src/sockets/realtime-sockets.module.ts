import { type DynamicModule, Module } from '@nestjs/common';
import { EventGate } from './event-gate.service';
import { EventLimiter } from './event-limiter.service';
import { KnownSockets } from './known-sockets.service';
import { LargeFrames } from './large-frames.service';
import { RealtimeSocketMetrics } from './realtime-socket-metrics.service';
import {
  defaultRealtimeSocketsOptions,
  REALTIME_SOCKETS_OPTIONS,
  type RealtimeSocketsOptions,
} from './realtime-sockets.options';
import { ServedSockets } from './served-sockets.service';
import { SlowReaders } from './slow-readers.service';
import { SocketAdmission } from './socket-admission.service';
import { SocketCutter } from './socket-cutter.service';
import { SocketFarewell } from './socket-farewell.service';
import { SocketPlaces } from './socket-places.service';
import { SocketStanding } from './socket-standing.service';
import { SocketWatch } from './socket-watch.service';

/** What an `AuthenticatedGateway` stands on; needs IdentityModule, RevocationStoreModule and `realtimeSettings`. */
@Module({})
export class RealtimeSocketsModule {
  static forRoot(options: Partial<RealtimeSocketsOptions> = {}): DynamicModule {
    return {
      module: RealtimeSocketsModule,
      global: true,
      providers: [
        { provide: REALTIME_SOCKETS_OPTIONS, useValue: { ...defaultRealtimeSocketsOptions, ...options } },
        ...[KnownSockets, RealtimeSocketMetrics, SocketCutter, SocketStanding, SocketPlaces],
        ...[EventLimiter, EventGate, SlowReaders, LargeFrames, SocketAdmission],
        ...[SocketWatch, SocketFarewell, ServedSockets],
      ],
      exports: [ServedSockets, KnownSockets, SocketStanding, SocketCutter],
    };
  }
}
