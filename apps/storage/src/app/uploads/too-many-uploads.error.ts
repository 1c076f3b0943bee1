import { ProblemError } from '@secureconnect/platform';

/** She has as many uploads under way as she may have; none passes by itself before it expires. */
export class TooManyUploadsError extends ProblemError {
  readonly code = 'too_many_uploads';
  override readonly details: { readonly most: number };

  constructor(most: number) {
    super('');
    this.details = { most };
  }
}
