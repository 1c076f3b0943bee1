import { ProblemError } from '@secureconnect/platform';

/** The name would not be safe wherever the file is kept. */
export class NameRefusedError extends ProblemError {
  readonly code = 'validation_failed';
  override readonly details: readonly { readonly field: string; readonly message: string }[];

  constructor(fault: string) {
    super('');
    this.details = [{ field: 'name', message: fault }];
  }
}
