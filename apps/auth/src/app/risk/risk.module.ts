import { Module } from '@nestjs/common';
import { HealthModule, SETTINGS } from '@secureconnect/platform';
import { MmdbPlaces } from './mmdb-places.adapter';
import { NoPlaces } from './no-places.adapter';
import { PlaceFinder } from './place-finder.port';
import { PlacesComponent } from './places-component.service';
import { type RiskValues } from './risk.settings';
import { RiskThresholds } from './risk-thresholds.service';

const placesOf = ({ GEO_DATABASE: path }: RiskValues): PlaceFinder =>
  path ? new MmdbPlaces(path) : new NoPlaces();

/** How risky a login or a refresh is, and what that leads to. */
@Module({
  imports: [HealthModule],
  providers: [
    ...[RiskThresholds, PlacesComponent],
    { provide: PlaceFinder, useFactory: placesOf, inject: [SETTINGS] },
  ],
  exports: [RiskThresholds, PlaceFinder],
})
export class RiskModule {}
