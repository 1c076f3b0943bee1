import { type CountedPolicy } from '../memory/counted-policy';

/** So many groups spread over the masters of a Cluster, and as many questions a turn of the loop asks at most. */
const groups = 64;

/** Where subjects stand in Redis: in a Cluster in groups, of which each has a slot of its own. */
export class SlotKeys {
  constructor(
    private readonly prefix: string,
    readonly isGrouped: boolean,
  ) {}

  /** Subjects of one group can be asked for together. */
  groupOf(subject: string): number {
    if (!this.isGrouped) return 0;
    let hash = 0;
    for (let at = 0; at < subject.length; at += 1) hash = (Math.imul(hash, 31) + subject.charCodeAt(at)) | 0;
    return (hash >>> 0) % groups;
  }

  keyOf({ policy }: CountedPolicy, subject: string): string {
    return this.isGrouped
      ? `${this.prefix}:{${this.groupOf(subject)}}:${policy.name}:${subject}`
      : `${this.prefix}:${policy.name}:${subject}`;
  }
}
