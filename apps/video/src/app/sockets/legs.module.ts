import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { IceModule } from '../ice/ice.module';
import { SignalsModule } from '../signals/signals.module';
import { IceRefreshes } from './ice-refreshes.service';
import { LegAttachments } from './leg-attachments.service';
import { LegKeeping } from './leg-keeping.service';
import { LegMetrics } from './leg-metrics.service';
import { LegRenewals } from './leg-renewals.service';
import { Legs } from './legs.service';
import { PatientChanges } from './patient-changes.service';
import { Ringing } from './ringing.service';

/** Which sockets here are legs, and what is done about that by itself. */
@Module({
  imports: [HealthModule, IceModule, SignalsModule],
  providers: [
    ...[Legs, LegAttachments, LegKeeping, LegMetrics, LegRenewals],
    ...[IceRefreshes, PatientChanges, Ringing],
  ],
  exports: [Legs, LegAttachments],
})
export class LegsModule {}
