import { Injectable } from '@nestjs/common';
import { type UploadWay } from './upload';

/** How an upload ended, or why it was not begun: `done`, a code of its refusal. */
export type UploadOutcome =
  | 'opened'
  | 'done'
  | 'checksum_mismatch'
  | 'size_mismatch'
  | 'type_mismatch'
  | 'quota_exceeded'
  | 'too_many_uploads'
  | 'too_many_files'
  | 'file_too_large';

/** All of them, by every way, so that each is there before it first grows. */
export const uploadOutcomes: readonly UploadOutcome[] = [
  ...(['opened', 'done', 'checksum_mismatch', 'size_mismatch'] as const),
  ...(['type_mismatch', 'quota_exceeded', 'file_too_large'] as const),
  ...(['too_many_uploads', 'too_many_files'] as const),
];

/** The ways uploads come. */
export const uploadWays: readonly UploadWay[] = ['direct', 'tus', 'presigned'];

/** How many uploads began and ended here, and the bytes of those that became files. */
@Injectable()
export class UploadTally {
  readonly counts = new Map<UploadWay, Map<UploadOutcome, number>>();
  readonly bytes = new Map<UploadWay, number>(uploadWays.map((way) => [way, 0]));

  constructor() {
    for (const way of uploadWays) this.counts.set(way, new Map(uploadOutcomes.map((each) => [each, 0])));
  }

  count(way: UploadWay, outcome: UploadOutcome): void {
    const counts = this.counts.get(way);
    counts?.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }

  done(way: UploadWay, size: number): void {
    this.count(way, 'done');
    this.bytes.set(way, (this.bytes.get(way) ?? 0) + size);
  }
}
