import { Injectable, Logger } from '@nestjs/common';
import { Jobs } from '@secureconnect/jobs';
import { type FileState, type StoredFile } from '../files/stored-file';
import { makeThumbnailsJob } from '../thumbnails/thumbnail-job';
import { FileScanner } from './file-scanner.port';
import { scanFileJob } from './scan-job';

/** What a file waits for. */
export type Awaited = 'scan' | 'thumbnails';

/** What is done with a file once it is there: it is looked through where that is set, and then drawn small. */
@Injectable()
export class Aftercare {
  private readonly logger = new Logger('Aftercare');

  constructor(
    private readonly jobs: Jobs,
    private readonly scanner: FileScanner,
  ) {}

  /** How a file begins. */
  get firstState(): FileState {
    return this.scanner.isSet ? 'scanning' : 'ready';
  }

  /** Nobody waits for it: what its row says it waits for, the sweep asks for again if this is lost. */
  begin({ id, state, type }: Pick<StoredFile, 'id' | 'state' | 'type'>): void {
    const next = state === 'scanning' ? 'scan' : 'thumbnails';
    if (next === 'thumbnails' && !type.startsWith('image/')) return;
    this.ask(id, next).catch((error: unknown) =>
      this.logger.warn(`What file ${id} waits for is left to the sweep: ${String(error)}`),
    );
  }

  /** One job a file, however often it is asked for. */
  async ask(fileId: string, awaited: Awaited): Promise<void> {
    const options = { uniqueKey: fileId };
    if (awaited === 'scan') await this.jobs.enqueue(scanFileJob, { fileId }, options);
    else await this.jobs.enqueue(makeThumbnailsJob, { fileId }, options);
  }
}
