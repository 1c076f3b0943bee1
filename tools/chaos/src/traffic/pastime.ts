import { type Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';

/** Something that people do all the time. */
export interface Pastime {
  /** How many of them do it at once. */
  readonly loops: number;
  /** How much longer than others they wait before the next. */
  readonly slowness: number;
  /** Before the storm, while all is well. */
  begin(dice: Dice): Promise<void>;
  /** One thing, by one of the loops; throws only what is a bug of ours. */
  step(dice: Dice, loop: number): Promise<void>;
  /** Asks for everything once more, when all is well again. */
  end(): Promise<readonly Found[]>;
}
