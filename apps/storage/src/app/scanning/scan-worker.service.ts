import { Injectable } from '@nestjs/common';
import { Job, type RunningJob } from '@secureconnect/jobs';
import { RedisFree } from '@secureconnect/resilience';
import { ScanFile } from './scan-file.use-case';
import { scanFileJob, ScanPayload } from './scan-job';

/** Does the work of the queue of scans. */
@Injectable()
export class ScanWorker {
  constructor(private readonly scan: ScanFile) {}

  @Job(scanFileJob)
  @RedisFree('scan-file')
  run({ fileId }: ScanPayload, { signal }: RunningJob): Promise<void> {
    return this.scan.run(fileId, signal);
  }
}
