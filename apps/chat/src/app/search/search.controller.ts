import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type MessageWire, type Page } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { MessagesDto } from '../messages/message.dto';
import { SearchMessages } from './search-messages.use-case';
import { SearchQuery } from './search-query.dto';

/** Messages found by their words. */
@ApiTags('messages')
@Authenticated()
@Controller('v1/messages/search')
export class SearchController {
  constructor(private readonly search: SearchMessages) {}

  @Get()
  @RedisFree('search-messages')
  @ApiOperation({
    summary: 'Find messages by their words, the latest first',
    description:
      'A page of words that many messages have may be short, or empty, and still have a `next_cursor`: the search goes on there.',
  })
  @ApiOkResponse({ type: MessagesDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor' })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  find(@CurrentCaller() caller: Caller, @Query() query: SearchQuery): Promise<Page<MessageWire>> {
    const { q: words, conversation_id: conversationId, limit, cursor } = query;
    return this.search.execute({ caller, words, conversationId, limit, cursor });
  }
}
