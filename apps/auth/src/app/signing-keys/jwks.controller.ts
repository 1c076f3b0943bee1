import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Fallback } from '@secureconnect/resilience';
import { JwksDto } from './jwks.dto';
import { PublishedKeys } from './published-keys.service';

/** Where whoever verifies access tokens finds the keys. */
@ApiTags('keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: PublishedKeys) {}

  /** Public parts only. */
  @Get('jwks.json')
  @Fallback('jwks', 'cache', { tiers: ['redis', 'memory'] })
  @ApiOperation({ summary: 'The public keys that access tokens are verified with' })
  @ApiOkResponse({ type: JwksDto })
  index(): Promise<JwksDto> {
    return this.keys.get();
  }
}
