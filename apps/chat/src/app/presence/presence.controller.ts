import { Body, Controller, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Fallback } from '@secureconnect/resilience';
import { FindPresence } from './find-presence.use-case';
import { PresenceListDto, PresenceQuery, PresenceSetDto } from './presence.dto';
import { SetPresence } from './set-presence.use-case';

const tiers = { tiers: ['redis', 'postgres', 'memory'] };

/** Who is here. */
@ApiTags('presence')
@Authenticated()
@Controller('v1/presence')
export class PresenceController {
  constructor(
    private readonly setPresence: SetPresence,
    private readonly findPresence: FindPresence,
  ) {}

  @Put()
  @HttpCode(204)
  @Fallback('set-presence', 'presence', tiers)
  @ApiOperation({ summary: 'Say of the device you are at whether you are at it' })
  @ApiNoContentResponse()
  set(@CurrentCaller() caller: Caller, @Body() { status }: PresenceSetDto): Promise<void> {
    return this.setPresence.execute({ caller, status });
  }

  @Get()
  @Fallback('find-presence', 'presence', tiers)
  @ApiOperation({ summary: 'Whether people are here; who shares no conversation with you is left out' })
  @ApiOkResponse({ type: PresenceListDto })
  async find(
    @CurrentCaller() caller: Caller,
    @Query() { user_ids }: PresenceQuery,
  ): Promise<PresenceListDto> {
    return { items: await this.findPresence.execute({ caller, userIds: user_ids }), next_cursor: null };
  }
}
