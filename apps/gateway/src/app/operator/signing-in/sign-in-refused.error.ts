import { ProblemError } from '@secureconnect/platform';

/** Whoever wanted to sign in on the page has not shown the token. */
export class SignInRefusedError extends ProblemError {
  readonly code = 'operator_token_wrong';
  override readonly message = "This is not the operator's token.";
}
