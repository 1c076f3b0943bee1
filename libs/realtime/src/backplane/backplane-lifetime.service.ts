import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { CarriedBackplane } from './carried-backplane';

/** Begins with the application, and takes its leave while the carriers are still open. */
@Injectable()
export class BackplaneLifetime implements OnModuleInit, BeforeApplicationShutdown {
  constructor(private readonly backplane: CarriedBackplane) {}

  onModuleInit(): void {
    this.backplane.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.backplane.stop();
  }
}
