import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiForbiddenResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller, NotAuthenticatedError } from '@secureconnect/identity';
import { Fallback } from '@secureconnect/resilience';
import { LoginAnswerDto } from '../login/login.dto';
import { ConfirmTotp } from './confirm-totp.use-case';
import { EnrolTotp } from './enrol-totp.use-case';
import { CodeDto, RecoveryCodesDto, TotpEnrolmentDto, VerifyCodeDto } from './mfa.dto';
import { RemoveTotp } from './remove-totp.use-case';
import { RenewRecoveryCodes } from './renew-recovery-codes.use-case';
import { StepUp } from './step-up.use-case';
import { type LoginAnswer } from './step-up-completion.port';

/** Whoever changes what guards an account has shown a password no longer ago than this. */
const recentMs = 10 * 60_000;
const tiers = { tiers: ['redis', 'postgres'] };

/** The second factor: set up, shown, and taken away. */
@ApiTags('second factor')
@ApiExtraModels(RecoveryCodesDto, LoginAnswerDto)
@ApiTooManyRequestsResponse({ description: 'rate_limited: too many codes were tried' })
@Controller('v1/auth/mfa')
export class MfaController {
  constructor(
    private readonly enrolTotp: EnrolTotp,
    private readonly confirmTotp: ConfirmTotp,
    private readonly stepUp: StepUp,
    private readonly removeTotp: RemoveTotp,
    private readonly renewCodes: RenewRecoveryCodes,
  ) {}

  @Post('totp')
  @Authenticated({ recentMs })
  @Fallback('mfa.enrol', 'revocations', tiers)
  @ApiOperation({ summary: 'Begin to set up an authenticator app' })
  @ApiCreatedResponse({ type: TotpEnrolmentDto })
  @ApiConflictResponse({ description: 'mfa_already_enabled' })
  async enrol(@CurrentCaller() caller: Caller): Promise<TotpEnrolmentDto> {
    const { secret, otpauthUri } = await this.enrolTotp.run(caller);
    return { secret, otpauth_uri: otpauthUri };
  }

  /** Of who has signed in, the code that ends the setting up; of who is signing in, the one that login asked for. */
  @Post('totp/verify')
  @HttpCode(200)
  @Authenticated({ orNobody: true })
  @Fallback('mfa.verify', ['sessions', 'revocations', 'presence'], tiers)
  @ApiOperation({ summary: 'Show a code: to end setting up, or to complete a login' })
  @ApiOkResponse({
    schema: {
      oneOf: [{ $ref: getSchemaPath(RecoveryCodesDto) }, { $ref: getSchemaPath(LoginAnswerDto) }],
    },
  })
  @ApiUnauthorizedResponse({ description: 'invalid_code; not_authenticated without token and challenge' })
  @ApiGoneResponse({ description: 'gone: this login waits for a code no longer' })
  async verify(
    @Body() { code, challenge }: VerifyCodeDto,
    @CurrentCaller() caller?: Caller,
  ): Promise<RecoveryCodesDto | LoginAnswer> {
    if (challenge !== undefined) return this.stepUp.run(challenge, code);
    if (!caller) throw new NotAuthenticatedError('');
    return { recovery_codes: await this.confirmTotp.run(caller, code) };
  }

  @Delete('totp')
  @HttpCode(204)
  @Authenticated({ recentMs })
  @Fallback('mfa.remove', ['sessions', 'revocations', 'presence'], tiers)
  @ApiOperation({ summary: 'Take the second factor away; the other sessions end' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'mfa_required: your role must have one' })
  remove(@Body() { code }: CodeDto, @CurrentCaller() caller: Caller): Promise<void> {
    return this.removeTotp.run(caller, code);
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @Authenticated({ recentMs })
  @Fallback('mfa.renew-recovery-codes', 'revocations', tiers)
  @ApiOperation({ summary: 'Get new recovery codes; those before count no more' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  async renew(@Body() { code }: CodeDto, @CurrentCaller() { userId }: Caller): Promise<RecoveryCodesDto> {
    return { recovery_codes: await this.renewCodes.run(userId, code) };
  }
}
