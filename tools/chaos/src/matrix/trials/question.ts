import { type Instance } from '../../system/storm-system';
import { type DeclaredOperation } from '../policies/declared-operation';
import { type Asked, type SeenAnswer } from '../recipes/asked';

/** One operation at one instance, ready to be asked; `asked` is a sentence where it could not be made ready. */
export interface Question {
  readonly declared: DeclaredOperation;
  readonly at: Instance;
  readonly asked: Asked | string;
}

/** What came of it, and when it was asked, by `performance.now()`. */
export interface Settled extends Question {
  readonly from: number;
  readonly to: number;
  /** A sentence where no answer came. */
  readonly answer: SeenAnswer | string;
}
