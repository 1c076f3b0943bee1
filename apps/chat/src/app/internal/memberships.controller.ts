import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromService } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { InternalMembershipDto } from './membership.dto';
import { RecordedMemberships } from './recorded-membership.adapter';

const id = new ParseUUIDPipe({ exceptionFactory: () => new ConversationUnknownError('') });

/** Who is in a conversation, for services that let people do things in it. */
@ApiTags('internal')
@FromService('video', 'storage')
@Controller('internal/conversations/:id/members')
export class InternalMembershipsController {
  constructor(private readonly memberships: RecordedMemberships) {}

  @Get(':userId')
  @RedisFree('internal-membership')
  @ApiOperation({ summary: 'What somebody is in a conversation' })
  @ApiOkResponse({ type: InternalMembershipDto })
  @ApiNotFoundResponse({ description: 'conversation_unknown: there is none, or she is not in it' })
  async read(
    @Param('id', id) conversationId: string,
    @Param('userId', id) userId: string,
  ): Promise<InternalMembershipDto> {
    const found = await this.memberships.find(conversationId, userId);
    if (!found) throw new ConversationUnknownError('');
    return found;
  }
}
