import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromService } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { CallableConversationDto } from './callable-conversation.dto';
import { RecordedMemberships } from './recorded-membership.adapter';

const id = new ParseUUIDPipe({ exceptionFactory: () => new ConversationUnknownError('') });

/** Whom somebody may call where, for the service that calls them. */
@ApiTags('internal')
@FromService('video', 'storage')
@Controller('internal/conversations/:id/callable')
export class CallableConversationsController {
  constructor(private readonly memberships: RecordedMemberships) {}

  @Get(':userId')
  @RedisFree('internal-callable')
  @ApiOperation({ summary: 'What somebody is in a conversation, and who else is in it' })
  @ApiOkResponse({ type: CallableConversationDto })
  @ApiNotFoundResponse({ description: 'conversation_unknown: there is none, or she is not in it' })
  async read(
    @Param('id', id) conversationId: string,
    @Param('userId', id) userId: string,
  ): Promise<CallableConversationDto> {
    const found = await this.memberships.callable(conversationId, userId);
    if (!found) throw new ConversationUnknownError('');
    return found;
  }
}
