import { int, type ValuesOf } from '@secureconnect/platform';

/** How much of the machine the hashing of passwords may take. */
export const passwordSettings = {
  PASSWORD_HASHERS: int(0, 256, {
    meaning: 'passwords hashed at once; 0: one a core, which give way to everything else',
    default: 0,
  }),
  PASSWORD_QUEUE: int(0, 100_000, {
    meaning: 'logins that wait for a hasher at most; more are refused with 503 busy',
    default: 200,
  }),
};

/** The values of these settings. */
export type PasswordValues = ValuesOf<typeof passwordSettings>;
