import { type Subject } from './subject';

/** Something that may never be, with the steps that show it by their numbers in the history. */
export interface Finding {
  readonly subject: Subject | 'system';
  /** In a stable word, by which shrinking knows it again: `revoked-accepted`, `message-lost`. */
  readonly fault: string;
  readonly what: string;
  readonly at: number;
  readonly steps: readonly number[];
  /** The machine was too slow just then, and what was found is nothing but slowness: nobody can say whose. */
  readonly isUnsure?: true;
}
