import { Module } from '@nestjs/common';
import { NoPlaces } from './no-places.adapter';
import { PlaceFinder } from './place-finder.port';
import { RiskThresholds } from './risk-thresholds.service';

/** How risky a login or a refresh is, and what that leads to. */
@Module({
  providers: [RiskThresholds, { provide: PlaceFinder, useClass: NoPlaces }],
  exports: [RiskThresholds, PlaceFinder],
})
export class RiskModule {}
