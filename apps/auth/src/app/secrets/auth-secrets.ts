import { DerivedKeys } from '@secureconnect/platform';

/** What auth seals and hashes with. */
export class AuthSecrets extends DerivedKeys {
  constructor(present: string, ...before: readonly string[]) {
    super('auth', present, ...before);
  }
}
