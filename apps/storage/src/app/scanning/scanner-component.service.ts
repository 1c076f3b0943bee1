import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { ClamdScanner } from './clamd-scanner.adapter';
import { FileScanner } from './file-scanner.port';
import { ScanTally } from './scan-tally';

const patienceMs = 1_000;

/** What an operator sees of the scanner: without it files wait, and everything else goes on. */
@Injectable()
export class ScannerComponent implements OnModuleInit {
  private awaySince: Date | undefined;

  constructor(
    private readonly registry: HealthRegistry,
    private readonly scanner: FileScanner,
    private readonly tally: ScanTally,
  ) {}

  onModuleInit(): void {
    if (this.scanner.isSet)
      this.registry.register({ name: 'scanner', required: false, check: () => this.check() });
  }

  private async check(): Promise<ComponentReport> {
    const scans = Object.fromEntries(this.tally.counts);
    try {
      if (this.scanner instanceof ClamdScanner) await this.scanner.ping(patienceMs);
      this.awaySince = undefined;
      return { status: 'up', scans };
    } catch (error) {
      this.awaySince ??= new Date();
      return {
        ...{ status: 'degraded', since: this.awaySince.toISOString(), scans },
        last_error: error instanceof Error ? error.message : String(error),
      };
    }
  }
}
