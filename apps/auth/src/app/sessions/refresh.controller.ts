import { Body, Controller, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Public } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { clientOf } from '../login/login-request';
import { RefreshDto, TokensDto } from '../login/login.dto';
import { RefreshTokens } from './refresh-tokens.use-case';

/** How a session goes on; the refresh token says whose it is. */
@ApiTags('sessions')
@Public()
@Controller('v1/auth')
export class RefreshController {
  constructor(private readonly refreshTokens: RefreshTokens) {}

  @Post('refresh')
  @HttpCode(200)
  @Fallback('refresh', ['sessions', 'revocations', 'presence'], { tiers: ['redis', 'postgres'] })
  @ApiOperation({
    summary: 'Get a new access token and the next refresh token; the same ones again within 10 s',
  })
  @ApiOkResponse({ type: TokensDto })
  @ApiUnauthorizedResponse({
    description:
      'invalid_refresh_token; reauthentication_required where it is shown from where it should not be',
  })
  refresh(
    @Body() { refresh_token: token }: RefreshDto,
    @Ip() address: string,
    @Headers('user-agent') userAgent?: string,
  ): Promise<TokensDto> {
    return this.refreshTokens.run(token, clientOf(address, userAgent));
  }
}
