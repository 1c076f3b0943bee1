import { Injectable } from '@nestjs/common';
import { defineJob, Job } from '@secureconnect/jobs';
import { KeyRotation } from './key-rotation.service';

/** There is nothing to say. */
class Nothing {}

/** Does what is due of the signing keys, once a minute in all instances together. */
export const sweepSigningKeys = defineJob({
  name: 'sweep-signing-keys',
  payload: Nothing,
  attempts: 3,
  concurrency: 1,
  repeat: { everyMs: 60_000 },
});

/** Its handler. */
@Injectable()
export class KeySweeper {
  constructor(private readonly rotation: KeyRotation) {}

  @Job(sweepSigningKeys)
  async sweep(): Promise<void> {
    await this.rotation.sweep();
  }
}
