import { Body, Controller, Delete, Get, HttpCode, Logger, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiTooManyRequestsResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { BodyOfAtMost, Public } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { FromThePageGuard } from './from-the-page.guard';
import { OwnOriginGuard } from './own-origin.guard';
import { cookieHeader, cookieOf } from './operator-cookie';
import { type OperatorSession, OperatorSessions } from './operator-sessions.service';
import { SignInAttemptGuard } from './sign-in-attempt.guard';
import { SignInAttempts } from './sign-in-attempts.service';
import { SignedInDto, SignInDto } from './sign-in.dto';
import { SignInRefusedError } from './sign-in-refused.error';

const mostBytes = 4_096;

/** Signing in on the page for operators, and out: by cookies alone, whatever is away. */
@Public()
@RedisFree('operator-session')
@ApiTags('operator')
@Controller('operator/session')
export class SignInController {
  private readonly logger = new Logger('Operator');

  constructor(
    private readonly sessions: OperatorSessions,
    private readonly attempts: SignInAttempts,
  ) {}

  @Get()
  @UseGuards(OwnOriginGuard)
  @ApiOperation({ summary: 'Whether somebody is signed in here, and whether anybody can be' })
  @ApiOkResponse({ type: SignedInDto })
  who(@Req() request: FastifyRequest): SignedInDto {
    return this.tell(this.sessions.read(cookieOf(request)));
  }

  @Post()
  @HttpCode(200)
  @UseGuards(FromThePageGuard, SignInAttemptGuard)
  @BodyOfAtMost(mostBytes)
  @ApiOperation({ summary: "Sign in with a name and the operator's token, for an hour" })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnauthorizedResponse({ description: 'operator_token_wrong' })
  @ApiForbiddenResponse({ description: 'operator_token_unset, not_allowed' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  signIn(
    @Body() { name, token }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): SignedInDto {
    const begun = this.sessions.begin(name.trim(), token);
    if (!begun) {
      this.logger.warn(`Somebody at ${request.ip} showed a wrong token on the page for operators`);
      throw new SignInRefusedError();
    }
    this.attempts.forget(request.ip);
    this.logger.warn(`${name.trim()} signed in as operator, from ${request.ip}`);
    reply.header('set-cookie', cookieHeader(request, begun.cookie, begun.session.until));
    return this.tell(begun.session);
  }

  @Delete()
  @HttpCode(200)
  @UseGuards(FromThePageGuard)
  @ApiOperation({ summary: 'Sign out' })
  @ApiOkResponse({ type: SignedInDto })
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): SignedInDto {
    reply.header('set-cookie', cookieHeader(request, '', new Date(0)));
    return this.tell(undefined);
  }

  private tell(session: OperatorSession | undefined): SignedInDto {
    return {
      is_open: this.sessions.isOpen,
      name: session?.name ?? null,
      until: session?.until.toISOString() ?? null,
    };
  }
}
