import { Param, ParseUUIDPipe } from '@nestjs/common';
import { MessageUnknownError } from './message-unknown.error';

/** The message in the path; what is no id is no message's. */
export const MessageId = (): ParameterDecorator =>
  Param('id', new ParseUUIDPipe({ exceptionFactory: () => new MessageUnknownError('') }));
