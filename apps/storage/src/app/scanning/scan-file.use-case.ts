import { Injectable, Logger } from '@nestjs/common';
import { InjectSettings } from '@secureconnect/platform';
import { type ByteRange } from '../blobs/blob-store';
import { BlobStores } from '../blobs/blob-stores';
import { FileRecord } from '../files/file-record.adapter';
import { type StoredFile } from '../files/stored-file';
import { Aftercare } from './aftercare.service';
import { FileScanner } from './file-scanner.port';
import { ScanRecord } from './scan-record.adapter';
import { type ScanOutcome, ScanTally } from './scan-tally';
import { ScannerAwayError } from './scanner-away.error';
import { type ScanningValues } from './scanning.settings';

interface Looked {
  readonly outcome: ScanOutcome;
  readonly finding?: string;
}

/** Looks through a file that waits for it, once; until somebody could say, nobody gets it. */
@Injectable()
export class ScanFile {
  private readonly logger = new Logger('Scanning');

  constructor(
    private readonly files: FileRecord,
    private readonly record: ScanRecord,
    private readonly stores: BlobStores,
    private readonly scanner: FileScanner,
    private readonly aftercare: Aftercare,
    private readonly tally: ScanTally,
    @InjectSettings() private readonly values: ScanningValues,
  ) {}

  async run(fileId: string, signal: AbortSignal): Promise<void> {
    const file = await this.files.find(fileId);
    if (file?.state !== 'scanning' || file.deletedAt !== null) return;
    const { outcome, finding } = await this.look(file, signal);
    if (!(await this.record.end(fileId, finding))) return;
    this.tally.count(outcome);
    if (finding === undefined) this.aftercare.begin({ ...file, state: 'ready' });
    else this.logger.warn(`File ${fileId} of ${file.ownerId} is in quarantine: ${finding}`);
  }

  private async look(file: StoredFile, signal: AbortSignal): Promise<Looked> {
    const { STORAGE_CLAMAV_MAX_BYTES: most, STORAGE_CLAMAV_LARGER: larger } = this.values;
    const isLarger = file.size > most;
    if (isLarger && larger === 'quarantine') return { outcome: 'unscanned', finding: 'too large to scan' };
    const part = isLarger ? { first: 0, last: most - 1 } : undefined;
    const found = await this.ask(file, part, signal);
    if (found !== undefined) return { outcome: 'infected', finding: found };
    return { outcome: isLarger ? 'partly' : 'clean' };
  }

  private async ask(
    { store, blobKey }: StoredFile,
    part: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const bytes = await this.stores.of(store).read(blobKey, part);
      try {
        return (await this.scanner.scan(bytes, signal)).found;
      } finally {
        // A scanner that is away has not read it to its end.
        bytes.destroy();
      }
    } catch (error) {
      this.tally.count(error instanceof ScannerAwayError ? 'away' : 'failed');
      throw error;
    }
  }
}
