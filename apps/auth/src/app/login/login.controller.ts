import { Body, Controller, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { Public } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { type LoginAnswer } from '../mfa/step-up-completion.port';
import { deviceOf } from './device-of';
import { LogIn } from './log-in.use-case';
import { LoginAnswerDto, LoginDto } from './login.dto';
import { clientOf } from './login-request';

/** How somebody gets in. */
@ApiTags('sessions')
@Public()
@Controller('v1/auth')
export class LoginController {
  constructor(private readonly logIn: LogIn) {}

  @Post('login')
  @HttpCode(200)
  @Fallback('login', ['sessions', 'revocations', 'presence'], {
    tiers: ['redis', 'postgres'],
    guarantee: 'the same; where ENABLE_STATELESS_AUTH is true no session, and an access token of 5 minutes',
  })
  @ApiOperation({ summary: 'Log in with address and password' })
  @ApiOkResponse({ type: LoginAnswerDto })
  @ApiUnauthorizedResponse({ description: 'invalid_credentials: wrong, unknown or locked' })
  @ApiForbiddenResponse({
    description:
      'After a right password: account_disabled, email_unverified, or step_up_required with details {challenge, expires_at, methods}',
  })
  @ApiTooManyRequestsResponse({ description: 'rate_limited: this address has failed too often' })
  login(
    @Body() { email, password, device }: LoginDto,
    @Ip() address: string,
    @Headers('user-agent') userAgent?: string,
  ): Promise<LoginAnswer> {
    const client = clientOf(address, userAgent);
    return this.logIn.run({ email, password, device: deviceOf(device), client });
  }
}
