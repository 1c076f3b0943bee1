import { Module } from '@nestjs/common';
import { LegHolds } from '../sockets/leg-holds.service';
import { HeldLegBook } from './held-leg-book.adapter';
import { LegBook } from './leg-book.port';
import { Relay } from './relay.service';
import { defaultSignalBounds, SIGNAL_BOUNDS } from './signal-bounds';
import { SignalEvents } from './signal-events.service';
import { SignalMetrics } from './signal-metrics.service';

/** What participants of a call say to each other; needs the backplane, calls and delivery. */
@Module({
  providers: [
    ...[LegHolds, Relay, SignalEvents, SignalMetrics],
    { provide: LegBook, useClass: HeldLegBook },
    { provide: SIGNAL_BOUNDS, useValue: defaultSignalBounds },
  ],
  exports: [LegHolds, Relay, SignalEvents],
})
export class SignalsModule {}
