import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
} from '@nestjs/swagger';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Idempotent, toPage } from '@secureconnect/platform';
import { FailOpen, Fallback, RedisFree } from '@secureconnect/resilience';
import { AccountId } from './account-id.decorator';
import { AccountList } from './account-list.adapter';
import {
  LockableUserDto,
  ManagedUserDto,
  NewUserDto,
  UserPatchDto,
  UsersDto,
  UsersQuery,
} from './accounts.dto';
import { CreateAccount } from './create-account.use-case';
import { ReadAccount } from './read-account.use-case';
import { RemoveAccount } from './remove-account.use-case';
import { UpdateAccount } from './update-account.use-case';

/** That nobody had this name is not remembered for long. */
const heard = { guarantee: 'who was looked for in vain is found half a minute later' };
const tiers = { tiers: ['redis', 'postgres'] };
const all = ['sessions', 'revocations', 'presence', 'cache'] as const;

/** All accounts, for administrators. */
@ApiTags('administration')
@Authenticated({ roles: ['admin'], mfa: true })
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly list: AccountList,
    private readonly readAccount: ReadAccount,
    private readonly createAccount: CreateAccount,
    private readonly updateAccount: UpdateAccount,
    private readonly removeAccount: RemoveAccount,
  ) {}

  @Get()
  @RedisFree('list-users')
  @ApiOperation({ summary: 'All accounts, the latest first' })
  @ApiOkResponse({ type: UsersDto })
  async index(@Query() { disabled: isDisabled, ...query }: UsersQuery): Promise<UsersDto> {
    const { items, next_cursor } = toPage(
      await this.list.find({ ...query, isDisabled }),
      query.limit,
      ({ id }) => [id],
    );
    return { items: items.map((account) => ManagedUserDto.of(account)), next_cursor };
  }

  @Post()
  @Idempotent()
  @FailOpen('create-user', 'cache', heard)
  @ApiOperation({ summary: 'Make an account; without a password its owner is mailed a link to choose one' })
  @ApiCreatedResponse({ type: ManagedUserDto })
  @ApiUnprocessableEntityResponse({
    description: 'weak_password, invalid_email, email_taken, username_taken',
  })
  async create(@CurrentCaller() { userId }: Caller, @Body() body: NewUserDto): Promise<ManagedUserDto> {
    const { display_name: displayName, ...order } = body;
    return ManagedUserDto.of(
      await this.createAccount.run(userId, { ...order, displayName }, (account) =>
        ManagedUserDto.of(account),
      ),
    );
  }

  @Get(':id')
  @RedisFree('read-user')
  @ApiOperation({ summary: 'One account, and whether it is locked' })
  @ApiOkResponse({ type: LockableUserDto })
  @ApiNotFoundResponse()
  async read(@AccountId() id: string): Promise<LockableUserDto> {
    const { account, lockedUntil } = await this.readAccount.run(id);
    return { ...ManagedUserDto.of(account), locked_until: lockedUntil?.toISOString() ?? null };
  }

  @Patch(':id')
  @Fallback('update-user', all, tiers)
  @ApiOperation({
    summary: 'Change an account; another role ends its sessions, another address is to be verified',
  })
  @ApiOkResponse({ type: ManagedUserDto })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'last_administrator' })
  @ApiUnprocessableEntityResponse({ description: 'invalid_email, email_taken, username_taken' })
  async update(
    @CurrentCaller() { userId }: Caller,
    @AccountId() id: string,
    @Body() { display_name: displayName, ...body }: UserPatchDto,
  ): Promise<ManagedUserDto> {
    return ManagedUserDto.of(await this.updateAccount.run(userId, id, { ...body, displayName }));
  }

  @Delete(':id')
  @HttpCode(204)
  @Fallback('delete-user', all, tiers)
  @ApiOperation({ summary: 'Delete an account' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'last_administrator' })
  async remove(@CurrentCaller() { userId }: Caller, @AccountId() id: string): Promise<void> {
    await this.removeAccount.run(id, userId);
  }
}
