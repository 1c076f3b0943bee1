import { ProblemError } from '../../errors/problem.error';

/** A lever that is meant for another instance, behind the same address. */
export class AnotherInstanceError extends ProblemError {
  readonly code = 'another_instance';
}
