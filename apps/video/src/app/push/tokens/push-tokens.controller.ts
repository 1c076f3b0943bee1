import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type PushTokenWire } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { PushTokenStore } from '@secureconnect/push-token-store';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { PushProviders } from '../providers/push-providers';
import { PushTargetRefusedError } from './push-target-refused.error';
import { PushTokenUnknownError } from './push-token-unknown.error';
import { DevicePath, PushKeyDto, PushRegistrationDto, PushTokenDto, PushTokensDto } from './push-token.dto';
import { pushTokenWire } from './push-token-wire';
import { RegisterPushToken } from './register-push-token.use-case';

const tiers = { tiers: ['redis', 'postgres'] };

/** The devices of whoever asks that calls wake. */
@ApiTags('push')
@Authenticated()
@Controller('v1/push')
export class PushTokensController {
  constructor(
    private readonly tokens: PushTokenStore,
    private readonly registerOne: RegisterPushToken,
    private readonly providers: PushProviders,
  ) {}

  @Get('key')
  @RedisFree('read-push-key')
  @ApiOperation({ summary: 'What a browser subscribes with' })
  @ApiOkResponse({ type: PushKeyDto })
  @ApiUnprocessableEntityResponse({ description: 'push_target_refused: there is no Web Push here' })
  key(): PushKeyDto {
    const { webKey } = this.providers;
    if (webKey === undefined) throw new PushTargetRefusedError('provider', 'web is not set up here');
    return { public_key: webKey };
  }

  @Put('tokens/:device_id')
  @Fallback('register-push-token', 'cache', tiers)
  @ApiOperation({
    summary: 'Have a device woken by calls',
    description:
      'The same again changes nothing; say it at each start of the app. A token or subscription is one device’s at a time: the former owner’s is not woken any more. It ends with your session. Of more than 20 devices the one registered longest ago is out.',
  })
  @ApiOkResponse({ type: PushTokenDto })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, push_target_refused' })
  @ApiServiceUnavailableResponse({ description: 'database_unavailable, database_timeout' })
  register(
    @CurrentCaller() caller: Caller,
    @Param() { device_id: deviceId }: DevicePath,
    @Body() said: PushRegistrationDto,
  ): Promise<PushTokenWire> {
    return this.registerOne.execute({ caller, deviceId, said });
  }

  @Get('tokens')
  @Fallback('list-push-tokens', 'cache', tiers)
  @ApiOperation({ summary: 'Your devices that calls wake, those registered last first' })
  @ApiOkResponse({ type: PushTokensDto })
  async list(@CurrentCaller() { userId }: Caller): Promise<PushTokensDto> {
    return { items: (await this.tokens.find(userId)).map(pushTokenWire), next_cursor: null };
  }

  @Get('tokens/:device_id')
  @Fallback('read-push-token', 'cache', tiers)
  @ApiOperation({ summary: 'One of them' })
  @ApiOkResponse({ type: PushTokenDto })
  @ApiNotFoundResponse({ description: 'push_token_unknown' })
  async read(
    @CurrentCaller() { userId }: Caller,
    @Param() { device_id: deviceId }: DevicePath,
  ): Promise<PushTokenWire> {
    const device = (await this.tokens.find(userId)).find((each) => each.deviceId === deviceId);
    if (!device) throw new PushTokenUnknownError('');
    return pushTokenWire(device);
  }

  @Delete('tokens/:device_id')
  @HttpCode(204)
  @Fallback('remove-push-token', 'cache', tiers)
  @ApiOperation({ summary: 'Have a device woken no more' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'push_token_unknown' })
  async remove(
    @CurrentCaller() { userId }: Caller,
    @Param() { device_id: deviceId }: DevicePath,
  ): Promise<void> {
    if (!(await this.tokens.remove(userId, deviceId))) throw new PushTokenUnknownError('');
  }
}
