import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiTooManyRequestsResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Public } from '@secureconnect/platform';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { ChangePassword } from './change-password.use-case';
import { AcceptedDto, EmailDto, PasswordChangeDto, PasswordResetDto } from './registration.dto';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';

const tiers = { tiers: ['redis', 'postgres'] };

/** How an account gets another password. */
@ApiTags('accounts')
@Controller('v1/auth/password')
export class PasswordController {
  constructor(
    private readonly request: RequestMail,
    private readonly resetPassword: ResetPassword,
    private readonly changePassword: ChangePassword,
  ) {}

  @Post('forgot')
  @HttpCode(202)
  @Public()
  @RedisFree('forgot-password')
  @ApiOperation({ summary: 'Have a link to choose a new password mailed' })
  @ApiAcceptedResponse({ type: AcceptedDto, description: 'The same where nobody has the address' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  forgot(@Body() { email }: EmailDto, @Ip() address: string): Promise<AcceptedDto> {
    return this.request.run({ kind: 'reset', email, address });
  }

  @Post('reset')
  @HttpCode(204)
  @Public()
  @Fallback('reset-password', ['sessions', 'revocations', 'presence', 'cache'], tiers)
  @ApiOperation({ summary: 'Choose a new password with what the link ended with; ends all sessions' })
  @ApiNoContentResponse()
  @ApiGoneResponse({ description: 'link_expired' })
  @ApiUnprocessableEntityResponse({ description: 'weak_password' })
  async reset(@Body() { token, password }: PasswordResetDto): Promise<void> {
    await this.resetPassword.run(token, password);
  }

  @Post('change')
  @HttpCode(204)
  @Authenticated()
  @Fallback('change-password', ['sessions', 'revocations', 'presence'], tiers)
  @ApiOperation({ summary: 'Change the password; ends all other sessions' })
  @ApiNoContentResponse()
  @ApiUnprocessableEntityResponse({ description: 'weak_password' })
  async change(
    @CurrentCaller() caller: Caller,
    @Body() { current_password: password, new_password }: PasswordChangeDto,
    @Ip() address: string,
  ): Promise<void> {
    await this.changePassword.run({ caller, password, address }, new_password);
  }
}
