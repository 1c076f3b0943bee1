import { Param, ParseUUIDPipe, type PipeTransform } from '@nestjs/common';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { MemberUnknownError } from './member-unknown.error';

/** Ids are compared as texts, and PostgreSQL writes them small. */
const small: PipeTransform<string, string> = { transform: (id) => id.toLowerCase() };

/** The conversation in the path; what is no id is no conversation's. */
export const ConversationId = (): ParameterDecorator =>
  Param('id', new ParseUUIDPipe({ exceptionFactory: () => new ConversationUnknownError('') }), small);

const member = new ParseUUIDPipe({ exceptionFactory: () => new MemberUnknownError('') });
const memberOrMe: PipeTransform<string> = {
  transform: (id, metadata): unknown => (id === 'me' ? id : member.transform(id, metadata)),
};

/** The member in the path; `me` stays as it is. */
export const MemberId = (): ParameterDecorator => Param('user_id', memberOrMe, small);
