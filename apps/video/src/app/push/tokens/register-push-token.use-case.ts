import { Injectable } from '@nestjs/common';
import { type PushTokenWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { type PushDevice, PushTokenStore } from '@secureconnect/push-token-store';
import { Fallback } from '@secureconnect/resilience';
import { PushProviders } from '../providers/push-providers';
import { PushTargets } from '../targets/push-targets';
import { PushTargetRefusedError } from './push-target-refused.error';
import { type PushRegistrationDto } from './push-token.dto';
import { pushTokenWire } from './push-token-wire';
import { targetOf } from './target-of';

/** Which device of hers is to be woken, and by what. */
export interface RegisterPushTokenCommand {
  readonly caller: Caller;
  readonly deviceId: string;
  readonly said: PushRegistrationDto;
}

/** Has a device woken from here on: hers alone, whosever it was, for as long as the session lasts that she asks by. */
@Injectable()
export class RegisterPushToken {
  constructor(
    private readonly tokens: PushTokenStore,
    private readonly providers: PushProviders,
    private readonly targets: PushTargets,
  ) {}

  @Fallback('push.register-device', 'cache', { tiers: ['redis', 'postgres'], deadlineMs: 10_000 })
  async execute({ caller, deviceId, said }: RegisterPushTokenCommand): Promise<PushTokenWire> {
    const { provider } = said;
    if (!this.providers.of(provider))
      throw new PushTargetRefusedError('provider', `${provider} is not set up here`);
    const target = targetOf(said);
    const fault = provider === 'web' ? await this.targets.faultOf(target.address) : undefined;
    if (fault !== undefined) throw new PushTargetRefusedError('subscription.endpoint', fault);
    const { userId, sessionId = null, issuedAtMs } = caller;
    const device: PushDevice = await this.tokens.register({
      userId,
      deviceId,
      sessionId,
      issuedAtMs,
      target,
    });
    return pushTokenWire(device);
  }
}
