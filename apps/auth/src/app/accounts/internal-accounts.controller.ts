import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromService } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { InternalAccountsDto, InternalAccountsQuery } from './internal-accounts.dto';
import { LivingAccounts } from './living-accounts.adapter';

/** Who has an account, for services that let people meet. */
@ApiTags('internal')
@FromService('chat')
@Controller('internal/accounts')
export class InternalAccountsController {
  constructor(private readonly accounts: LivingAccounts) {}

  @Get()
  @RedisFree('internal-accounts')
  @ApiOperation({ summary: 'Which of these ids are those of people who may come in' })
  @ApiOkResponse({ type: InternalAccountsDto })
  async list(@Query() { ids }: InternalAccountsQuery): Promise<InternalAccountsDto> {
    return { items: await this.accounts.among(ids) };
  }
}
