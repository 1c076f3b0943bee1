import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiTooManyRequestsResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Idempotent, Public } from '@secureconnect/platform';
import { FailOpen, Fallback, RedisFree } from '@secureconnect/resilience';
import { RegisterAccount } from './register-account.use-case';
import { AcceptedDto, EmailDto, RegistrationDto, TokenDto } from './registration.dto';
import { RequestMail } from './request-mail.use-case';
import { VerifyEmail } from './verify-email.use-case';

/** That nobody had this name is not remembered for long. */
const heard = { guarantee: 'who was looked for in vain is found half a minute later' };

/** How somebody comes to have an account. */
@ApiTags('accounts')
@Public()
@Controller('v1/auth')
export class RegistrationController {
  constructor(
    private readonly register: RegisterAccount,
    private readonly verify: VerifyEmail,
    private readonly request: RequestMail,
  ) {}

  @Post('register')
  @HttpCode(202)
  @Idempotent()
  @FailOpen('register', 'cache', heard)
  @ApiOperation({ summary: 'Make an account; the link to verify the address comes by mail' })
  @ApiAcceptedResponse({
    type: AcceptedDto,
    description: 'The same where the address has an account already',
  })
  @ApiUnprocessableEntityResponse({
    description: 'weak_password, invalid_email, username_taken, validation_failed',
  })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  create(@Body() body: RegistrationDto, @Ip() address: string): Promise<AcceptedDto> {
    const { email, username, password, display_name } = body;
    return this.register.run({ email, username, password, displayName: display_name ?? undefined, address });
  }

  @Post('email/verify')
  @HttpCode(204)
  @Fallback('verify-email', ['sessions', 'revocations', 'presence', 'cache'], {
    tiers: ['redis', 'postgres'],
  })
  @ApiOperation({ summary: 'Verify an address, or a new one, with what the link ended with' })
  @ApiNoContentResponse()
  @ApiGoneResponse({ description: 'link_expired' })
  async verifyEmail(@Body() { token }: TokenDto): Promise<void> {
    await this.verify.run(token);
  }

  @Post('email/resend')
  @HttpCode(202)
  @RedisFree('resend-verification')
  @ApiOperation({ summary: 'Have the link to verify the address mailed once more' })
  @ApiAcceptedResponse({ type: AcceptedDto, description: 'The same where nobody has the address' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  resend(@Body() { email }: EmailDto, @Ip() address: string): Promise<AcceptedDto> {
    return this.request.run({ kind: 'verify', email, address });
  }
}
