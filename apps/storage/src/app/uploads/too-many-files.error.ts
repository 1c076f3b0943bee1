import { ProblemError } from '@secureconnect/platform';

/** She has as many files as she may have, uploads that are under way among them. */
export class TooManyFilesError extends ProblemError {
  readonly code = 'too_many_files';
  override readonly details: { readonly most: number };

  constructor(most: number) {
    super('');
    this.details = { most };
  }
}
