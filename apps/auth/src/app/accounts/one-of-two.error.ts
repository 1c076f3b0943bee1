import { ProblemError } from '@secureconnect/platform';

/** The directory was asked for nobody, or for two at once. */
export class OneOfTwoError extends ProblemError {
  readonly code = 'validation_failed';
  override readonly details = ['email', 'username'].map((field) => ({
    field,
    problems: ['give either email or username'],
  }));
}
