import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Fallback } from '@secureconnect/resilience';
import { DirectoryEntryDto, DirectoryQuery } from './directory.dto';
import { FindInDirectory } from './find-in-directory.use-case';
import { OneOfTwoError } from './one-of-two.error';
import { UnknownAccountError } from './unknown-account.error';

/** Who has an address or a name. */
@ApiTags('directory')
@Authenticated()
@Controller('v1/directory')
export class DirectoryController {
  constructor(private readonly find: FindInDirectory) {}

  @Get()
  @Fallback('directory', ['revocations', 'cache'], { tiers: ['redis', 'postgres'] })
  @ApiOperation({ summary: 'Find somebody by the whole address or the whole name' })
  @ApiOkResponse({ type: DirectoryEntryDto })
  @ApiNotFoundResponse({ description: 'not_found' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed: neither, or both' })
  async look(
    @CurrentCaller() { userId }: Caller,
    @Query() { email, username }: DirectoryQuery,
  ): Promise<DirectoryEntryDto> {
    if ((email === undefined) === (username === undefined)) throw new OneOfTwoError();
    const entry = await this.find.run(userId, email === undefined ? { username: username ?? '' } : { email });
    if (!entry) throw new UnknownAccountError('');
    const { id, username: name, displayName: display_name } = entry;
    return { id, username: name, display_name };
  }
}
