import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiForbiddenResponse, ApiNotFoundResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { OperatorGuard, TakesNoQuery } from '@secureconnect/platform';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { KeyRotation } from './key-rotation.service';
import { SigningKeyRecord } from './signing-key-record.adapter';
import { RotationDto, SigningKeyDto, SigningKeysDto } from './signing-keys.dto';

/** For operators: which keys there are, and to have the next one sign. Not reachable through the gateway. */
@ApiTags('keys')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'operator_token_wrong' })
@ApiForbiddenResponse({ description: 'operator_token_unset' })
@UseGuards(OperatorGuard)
@Controller('internal/signing-keys')
export class SigningKeysController {
  constructor(
    private readonly record: SigningKeyRecord,
    private readonly rotation: KeyRotation,
  ) {}

  /** Where each key stands. */
  @Get()
  @UseGuards(TakesNoQuery)
  @RedisFree('signing-keys')
  @ApiOperation({ summary: 'The signing keys and where each stands' })
  @ApiOkResponse({ type: SigningKeysDto })
  async list(): Promise<SigningKeysDto> {
    return { items: (await this.record.list()).map((key) => SigningKeyDto.of(key)) };
  }

  /** Has the next key sign; nobody is logged out by it. */
  @Post('rotate')
  @HttpCode(200)
  @Fallback('rotate-signing-keys', 'cache', { tiers: ['redis', 'memory'] })
  @ApiOperation({ summary: 'Have the next key sign, once every verifier has had time to see it or at once' })
  @ApiOkResponse({ type: SigningKeysDto })
  async rotate(@Body() { at_once: isAtOnce = false }: RotationDto): Promise<SigningKeysDto> {
    return { items: (await this.rotation.rotate(isAtOnce)).map((key) => SigningKeyDto.of(key)) };
  }

  /** Has nothing that a key has signed accepted any more; for one that leaked. */
  @Post(':kid/withdraw')
  @HttpCode(200)
  @Fallback('withdraw-signing-key', 'cache', { tiers: ['redis', 'memory'] })
  @ApiOperation({
    summary: 'Take a key out of the JWKS at once, and have the next one sign if it was the one',
  })
  @ApiOkResponse({ type: SigningKeysDto })
  @ApiNotFoundResponse({ description: 'not_found: no key has this id' })
  async withdraw(@Param('kid') kid: string): Promise<SigningKeysDto> {
    return { items: (await this.rotation.withdraw(kid)).map((key) => SigningKeyDto.of(key)) };
  }
}
