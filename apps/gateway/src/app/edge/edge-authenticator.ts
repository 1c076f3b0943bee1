import { type Caller } from '@secureconnect/identity';

/** Who asks, at the edge; a token that was seen before costs a look-up. */
export abstract class EdgeAuthenticator {
  /** Whose token it is, where memory alone can say that it is good; undefined: ask. */
  abstract known(token: string): Caller | undefined;

  /** Rejects with 401, or with 503 where nobody can say. */
  abstract authenticate(token: string): Promise<Caller>;
}
