import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { PlaceFinder } from './place-finder.port';

/** What an operator sees of places: whether countries and journeys are known at all, and from how old a database. */
@Injectable()
export class PlacesComponent implements OnModuleInit {
  constructor(
    private readonly places: PlaceFinder,
    private readonly registry: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'places', required: false, check: () => this.check() });
  }

  private check(): ComponentReport {
    const { about } = this.places;
    if (!about) return { status: 'up', known: false };
    return { status: 'up', known: true, database: about.databaseType, built: about.buildEpoch.toISOString() };
  }
}
