import { Body, Controller, Delete, Get, HttpCode, Ip, Patch } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiTooManyRequestsResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { AccountRecord } from './account-record.adapter';
import { ProfilePatchDto, UserDto } from './accounts.dto';
import { DeleteOwnAccount } from './delete-own-account.use-case';
import { PasswordDto } from './registration.dto';
import { UnknownAccountError } from './unknown-account.error';
import { UpdateProfile } from './update-profile.use-case';

const tiers = { tiers: ['redis', 'postgres'] };

/** The account of whoever asks. */
@ApiTags('accounts')
@Authenticated()
@Controller('v1/users/me')
export class MeController {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly updateProfile: UpdateProfile,
    private readonly deleteOwnAccount: DeleteOwnAccount,
  ) {}

  @Get()
  @RedisFree('read-profile')
  @ApiOperation({ summary: 'Your account' })
  @ApiOkResponse({ type: UserDto })
  async read(@CurrentCaller() { userId }: Caller): Promise<UserDto> {
    const account = await this.accounts.findById(userId);
    if (!account) throw new UnknownAccountError('');
    return UserDto.of(account);
  }

  @Patch()
  @Fallback('update-profile', 'cache', tiers)
  @ApiOperation({ summary: 'Change it; a new address is confirmed by mail first, and needs a recent login' })
  @ApiOkResponse({ type: UserDto })
  @ApiUnprocessableEntityResponse({ description: 'username_taken, invalid_email, validation_failed' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited: another address five times an hour' })
  async update(@CurrentCaller() caller: Caller, @Body() body: ProfilePatchDto): Promise<UserDto> {
    const { display_name: displayName, username, email } = body;
    return UserDto.of(await this.updateProfile.run(caller, { displayName, username, email }));
  }

  @Delete()
  @HttpCode(204)
  @Fallback('delete-account', ['sessions', 'revocations', 'presence', 'cache'], tiers)
  @ApiOperation({ summary: 'Delete it, for the password; what others have of you names you no more' })
  @ApiNoContentResponse()
  @ApiConflictResponse({ description: 'last_administrator' })
  async remove(
    @CurrentCaller() caller: Caller,
    @Body() { password }: PasswordDto,
    @Ip() address: string,
  ): Promise<void> {
    await this.deleteOwnAccount.run({ caller, password, address });
  }
}
