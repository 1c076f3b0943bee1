import { Injectable } from '@nestjs/common';
import { Job, type RunningJob } from '@secureconnect/jobs';
import { RedisFree } from '@secureconnect/resilience';
import { MakeThumbnails } from './make-thumbnails.use-case';
import { makeThumbnailsJob, ThumbnailPayload } from './thumbnail-job';

/** A picture that brought down what drew it so often would do it again. */
const mostCrashes = 3;

/** Does the work of the queue of thumbnails. */
@Injectable()
export class ThumbnailMaker {
  constructor(private readonly make: MakeThumbnails) {}

  @Job(makeThumbnailsJob)
  @RedisFree('make-thumbnails')
  run({ fileId }: ThumbnailPayload, { signal, attempt }: RunningJob): Promise<void> {
    return this.make.run(fileId, signal, attempt >= mostCrashes);
  }
}
