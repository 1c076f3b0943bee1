import { Controller, Delete, HttpCode } from '@nestjs/common';
import { ApiNoContentResponse, ApiNotFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Fallback } from '@secureconnect/resilience';
import { AccountId } from '../accounts/account-id.decorator';
import { ResetFactor } from './reset-factor.use-case';

/** Whoever opens an account for a password alone has shown her own no longer ago than this. */
const recentMs = 10 * 60_000;

/** What administrators do for who has lost a factor. */
@ApiTags('administration')
@Authenticated({ roles: ['admin'], mfa: true, recentMs })
@Controller('v1/users/:id')
export class FactorAdministrationController {
  constructor(private readonly resetFactor: ResetFactor) {}

  @Delete('mfa')
  @HttpCode(204)
  @Fallback('reset-user-factor', ['sessions', 'revocations', 'presence'], { tiers: ['redis', 'postgres'] })
  @ApiOperation({ summary: 'Take the second factor of an account away; its sessions end, its owner is told' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  async reset(@CurrentCaller() { userId }: Caller, @AccountId() id: string): Promise<void> {
    await this.resetFactor.run(id, userId);
  }
}
