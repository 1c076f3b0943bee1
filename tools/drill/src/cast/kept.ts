import { type Phase } from '../phase';
import { type Person, type Tokens } from './person';

/** A thing that was acknowledged in a phase, and must be there for good. */
export type Of<T> = T & { readonly phase: Phase };

/** All that was acknowledged: what the end of the drill is held to. */
export class Kept {
  readonly messages: { readonly id: string; readonly seq: number; readonly text: string }[] = [];
  readonly heard: string[] = [];
  readonly sessions: Of<Tokens>[] = [];
  readonly signedOut: Of<Tokens>[] = [];
  readonly files: Of<{ readonly id: string; readonly sha256: string }>[] = [];
  readonly calls: Of<{ readonly id: string }>[] = [];
  readonly locked: Of<{ readonly victim: Person }>[] = [];
}
