import { Param, ParseUUIDPipe, type PipeTransform } from '@nestjs/common';
import { CallRefusedError } from './call-refused.error';
import { CallUnknownError } from './call-unknown.error';

/** Ids are compared as texts, and PostgreSQL writes them small. */
const small: PipeTransform<string, string> = { transform: (id) => id.toLowerCase() };

/** The call in the path; what is no id is no call's. */
export const CallId = (): ParameterDecorator =>
  Param('id', new ParseUUIDPipe({ exceptionFactory: () => new CallUnknownError('') }), small);

/** The participant in the path; what is no id is nobody's. */
export const ParticipantId = (): ParameterDecorator =>
  Param(
    'user_id',
    new ParseUUIDPipe({ exceptionFactory: () => new CallRefusedError('peer_not_in_call') }),
    small,
  );
