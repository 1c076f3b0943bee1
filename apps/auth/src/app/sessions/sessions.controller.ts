import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { decodeCursor, PageQuery, toPage } from '@secureconnect/platform';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { type Session, SessionStore } from '@secureconnect/session-store';
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
    description:
      'From a token without a session (ENABLE_STATELESS_AUTH), `others` ends all sessions and every token given before the one that asks; tokens without a session that were given after it go on until they expire, 5 minutes at most. `global` ends those too.',
  })
  @ApiNoContentResponse()
  logout(@CurrentCaller() caller: Caller, @Query() { scope = 'local' }: LogoutQuery): Promise<void> {
    return this.logOut.run(caller, scope);
  }

  @Get('sessions')
  @RedisFree('list-sessions')
  @ApiOperation({ summary: 'Your sessions, the one last seen first' })
  @ApiOkResponse({ type: SessionsDto })
  async list(
    @CurrentCaller() { userId, sessionId }: Caller,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<SessionsDto> {
    const sessions = sessionsAfter(cursor, await this.sessions.list(userId));
    const { items, next_cursor } = toPage(sessions, limit, ({ lastSeenAt, id }) => [lastSeenAt, id]);
    return { items: items.map((session) => SessionDto.of(session, sessionId)), next_cursor };
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

/** A user has ten at most, so all are read; a page goes on by when they were seen, whatever has ended meanwhile. */
function sessionsAfter(cursor: string | undefined, sessions: readonly Session[]): readonly Session[] {
  if (cursor === undefined) return sessions;
  const [seenAt, last] = decodeCursor(cursor, ['count', 'uuid']);
  return sessions.filter(({ lastSeenAt, id }) => lastSeenAt < seenAt || (lastSeenAt === seenAt && id < last));
}
