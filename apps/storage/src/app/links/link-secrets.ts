import { Logger } from '@nestjs/common';
import { DerivedKeys, type PlatformValues, secretText, type ValuesOf } from '@secureconnect/platform';
import { LinkSigner } from './link-signer';

/** What links are signed with. */
export const linkSettings = {
  STORAGE_SECRET: secretText(32, {
    meaning:
      'signs the links of files; the same for all instances; empty, outside production: made of the password and name of the database',
    developmentDefault: '',
  }),
  STORAGE_SECRET_BEFORE: secretText(32, {
    meaning:
      'the STORAGE_SECRET before this one, for as long as links signed with it are to count; empty: none',
    default: '',
  }),
};

type LinkValues = ValuesOf<typeof linkSettings> & PlatformValues;

/** Outside production a database's own password does: who has it can read all the rows that links speak of. */
export function linkSignerOf({
  STORAGE_SECRET: given,
  STORAGE_SECRET_BEFORE: before,
  DATABASE_URL,
}: LinkValues): LinkSigner {
  const { password, pathname } = new URL(DATABASE_URL);
  if (!given && !password)
    new Logger('LinkSigner').warn(
      'The database has no password, so anybody can guess what signs the links of files: set STORAGE_SECRET',
    );
  const secrets = [given || `development ${password} ${pathname}`, ...(before ? [before] : [])] as const;
  return new LinkSigner(new DerivedKeys('storage', ...secrets).keysFor('links'));
}
