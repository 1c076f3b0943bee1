import { defineJob } from '@secureconnect/jobs';
import { IsUUID } from 'class-validator';

/** Which file is to be drawn. */
export class ThumbnailPayload {
  @IsUUID()
  fileId: string;
}

/** One picture at a time on each instance: none has memory and processors for more beside its requests. */
export const makeThumbnailsJob = defineJob({
  name: 'make-thumbnails',
  payload: ThumbnailPayload,
  attempts: 8,
  deadlineMs: 120_000,
  concurrency: 1,
});
