import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiGoneResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type ChatChanges } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { ResumeSync } from './resume-sync.use-case';
import { ChatChangesDto, SyncQuery } from './sync.dto';

/** What somebody has missed. */
@ApiTags('sync')
@Authenticated()
@Controller('v1/sync')
export class SyncController {
  constructor(private readonly resume: ResumeSync) {}

  @Get()
  @RedisFree('sync')
  @ApiOperation({
    summary: 'Everything you missed, in the order of commits',
    description:
      'What you were told already may be among it: each change of a conversation has its `version`, so drop those you have. Of a conversation you came into, what happened since; of one you are not in any more, only that. Receipts are not among it: `unread_count` stands in your conversations, the others’ in the receipts of a conversation. After 410 load your conversations anew and begin without a cursor.',
  })
  @ApiOkResponse({ type: ChatChangesDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor: none, or another person’s' })
  @ApiGoneResponse({ description: 'cursor_too_old' })
  @ApiServiceUnavailableResponse({ description: 'busy: ask again after `Retry-After`' })
  missed(@CurrentCaller() caller: Caller, @Query() { cursor, limit }: SyncQuery): Promise<ChatChanges> {
    return this.resume.execute({ caller, cursor, limit });
  }
}
