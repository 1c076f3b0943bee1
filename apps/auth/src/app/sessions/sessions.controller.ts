import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Fallback } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';
import { EndSessionById } from './end-session-by-id.use-case';
import { LogOut } from './log-out.use-case';
import { LogoutQuery, SessionDto, SessionsDto } from './sessions.dto';

const stores = ['sessions', 'revocations', 'presence'] as const;
const tiers = { tiers: ['redis', 'postgres'] };

/** The sessions of whoever asks. */
@ApiTags('sessions')
@Authenticated()
@Controller('v1/auth')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly logOut: LogOut,
    private readonly endById: EndSessionById,
  ) {}

  @Post('logout')
  @HttpCode(204)
  @Fallback('logout', stores, tiers)
  @ApiOperation({
    summary: 'Log out here, everywhere else, or everywhere; in force on every instance at once',
  })
  @ApiNoContentResponse()
  logout(@CurrentCaller() caller: Caller, @Query() { scope = 'local' }: LogoutQuery): Promise<void> {
    return this.logOut.run(caller, scope);
  }

  @Get('sessions')
  @Fallback('list-sessions', 'revocations', tiers)
  @ApiOperation({ summary: 'Your sessions, the one last seen first' })
  @ApiOkResponse({ type: SessionsDto })
  async list(@CurrentCaller() { userId, sessionId }: Caller): Promise<SessionsDto> {
    const sessions = await this.sessions.list(userId);
    return { items: sessions.map((session) => SessionDto.of(session, sessionId)), next_cursor: null };
  }

  @Delete('sessions')
  @HttpCode(204)
  @Fallback('end-other-sessions', stores, tiers)
  @ApiOperation({ summary: 'End all but the one that asks' })
  @ApiNoContentResponse()
  endOthers(@CurrentCaller() caller: Caller): Promise<void> {
    return this.logOut.run(caller, 'others');
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Fallback('end-session', stores, tiers)
  @ApiOperation({ summary: 'End one of them' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'not_found: no session of yours has this id' })
  endOne(@CurrentCaller() { userId }: Caller, @Param('id') id: string): Promise<void> {
    return this.endById.run(userId, id);
  }
}
