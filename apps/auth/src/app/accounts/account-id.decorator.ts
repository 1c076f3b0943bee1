import { Param, ParseUUIDPipe } from '@nestjs/common';
import { UnknownAccountError } from './unknown-account.error';

/** The account in the path; what is no id is no account's. */
export const AccountId = (): ParameterDecorator =>
  Param('id', new ParseUUIDPipe({ exceptionFactory: () => new UnknownAccountError('') }));
