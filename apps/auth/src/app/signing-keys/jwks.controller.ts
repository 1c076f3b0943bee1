import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EdgeCached } from '@secureconnect/cache';
import { jwksTag } from '@secureconnect/contracts';
import { Public } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { jwksLife } from './jwks-life.constants';
import { JwksDto } from './jwks.dto';
import { PublishedKeys } from './published-keys.service';

/** Where whoever verifies access tokens finds the keys. */
@Public()
@ApiTags('keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: PublishedKeys) {}

  /** Public parts only. */
  @Get('jwks.json')
  @Fallback('jwks', 'cache', { tiers: ['redis', 'memory'] })
  @EdgeCached({
    maxAge: jwksLife.edge,
    staleWhileRevalidate: jwksLife.refreshing,
    staleIfError: 86_400, // While no auth service answers, no key is made that it could lack.
    clientMaxAge: jwksLife.client,
    tags: [jwksTag],
    forEveryone: true,
  })
  @ApiOperation({ summary: 'The public keys that access tokens are verified with' })
  @ApiOkResponse({ type: JwksDto })
  index(): Promise<JwksDto> {
    return this.keys.get();
  }
}
