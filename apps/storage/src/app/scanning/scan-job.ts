import { defineJob } from '@secureconnect/jobs';
import { IsUUID } from 'class-validator';

/** Which file is to be looked through. */
export class ScanPayload {
  @IsUUID()
  fileId: string;
}

/** A scanner that is away is asked again each minute, for more than half a day; then the sweep asks anew. */
export const scanFileJob = defineJob({
  name: 'scan-file',
  payload: ScanPayload,
  attempts: 1_000,
  backoff: { firstMs: 1_000, factor: 2, mostMs: 60_000 },
  deadlineMs: 900_000,
  concurrency: 2,
});
