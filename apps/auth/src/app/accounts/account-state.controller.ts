import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { FailOpen, Fallback, RedisFree } from '@secureconnect/resilience';
import { AccountId } from './account-id.decorator';
import { DisableAccount } from './disable-account.use-case';
import { EnableAccount } from './enable-account.use-case';
import { EndAccountSessions } from './end-account-sessions.use-case';
import { UnlockAccount } from './unlock-account.use-case';

/** That nobody had this name is not remembered for long. */
const heard = { guarantee: 'who was looked for in vain is found half a minute later' };
const tiers = { tiers: ['redis', 'postgres'] };

/** Who may come in, for administrators. */
@ApiTags('administration')
@ApiNotFoundResponse()
@ApiNoContentResponse()
@Authenticated({ roles: ['admin'], mfa: true })
@Controller('v1/users/:id')
export class AccountStateController {
  constructor(
    private readonly unlockAccount: UnlockAccount,
    private readonly disableAccount: DisableAccount,
    private readonly enableAccount: EnableAccount,
    private readonly endAccountSessions: EndAccountSessions,
  ) {}

  @Post('unlock')
  @HttpCode(204)
  @RedisFree('unlock-user')
  @ApiOperation({ summary: 'Lift the locks that failed attempts have placed' })
  async unlock(@CurrentCaller() { userId }: Caller, @AccountId() id: string): Promise<void> {
    await this.unlockAccount.run(userId, id);
  }

  @Post('disable')
  @HttpCode(204)
  @Fallback('disable-user', ['sessions', 'revocations', 'presence', 'cache'], tiers)
  @ApiOperation({ summary: 'Shut an account and end its sessions' })
  @ApiConflictResponse({ description: 'last_administrator' })
  async disable(@CurrentCaller() { userId }: Caller, @AccountId() id: string): Promise<void> {
    await this.disableAccount.run(userId, id);
  }

  @Post('enable')
  @HttpCode(204)
  @FailOpen('enable-user', 'cache', heard)
  @ApiOperation({ summary: 'Open an account again' })
  async enable(@CurrentCaller() { userId }: Caller, @AccountId() id: string): Promise<void> {
    await this.enableAccount.run(userId, id);
  }

  @Delete('sessions')
  @HttpCode(204)
  @Fallback('end-user-sessions', ['sessions', 'revocations', 'presence'], tiers)
  @ApiOperation({ summary: 'End all sessions of an account' })
  async endSessions(@CurrentCaller() { userId }: Caller, @AccountId() id: string): Promise<void> {
    await this.endAccountSessions.run(userId, id);
  }
}
