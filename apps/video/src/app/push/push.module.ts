import { Global, Module } from '@nestjs/common';
import { HealthModule, SETTINGS } from '@secureconnect/platform';
import { PushTokenStoreModule } from '@secureconnect/push-token-store';
import { CallPushes } from './call-pushes.port';
import { PushProviders } from './providers/push-providers';
import { DevicePusher } from './sending/device-pusher.service';
import { OnePush } from './sending/one-push.service';
import { PushComponent } from './sending/push-component.service';
import { PushMetrics } from './sending/push-metrics.service';
import { PushRecord } from './sending/push-record.adapter';
import { PushTally } from './sending/push-tally';
import { QueuedCallPushes } from './sending/queued-call-pushes.adapter';
import { Waker } from './sending/waker.service';
import { sealingKeysOf } from './settings/push-secrets';
import { type PushValues } from './settings/push.settings';
import { PushTargets } from './targets/push-targets';
import { PushTokensController } from './tokens/push-tokens.controller';
import { RegisterPushToken } from './tokens/register-push-token.use-case';
import { SignedOutDevices } from './tokens/signed-out-devices.service';
import { TendPush } from './tokens/tend-push.service';

const targetsOf = ({ PUSH_PRIVATE_TARGETS: targets }: PushValues) => new PushTargets(targets === 'allowed');
const storeOptionsOf = (values: PushValues) => ({ keys: sealingKeysOf(values) });

/** Push: the devices that calls wake, and the jobs that wake them. Global, for whatever changes calls wakes people. */
@Global()
@Module({
  imports: [HealthModule, PushTokenStoreModule.forRoot({ inject: [SETTINGS], useFactory: storeOptionsOf })],
  controllers: [PushTokensController],
  providers: [
    { provide: PushTargets, useFactory: targetsOf, inject: [SETTINGS] },
    {
      provide: PushProviders,
      useFactory: (values: PushValues, targets: PushTargets) => PushProviders.from(values, targets),
      inject: [SETTINGS, PushTargets],
    },
    { provide: CallPushes, useClass: QueuedCallPushes },
    ...[PushRecord, PushTally, PushMetrics, PushComponent, OnePush, Waker, DevicePusher],
    ...[RegisterPushToken, SignedOutDevices, TendPush],
  ],
  exports: [CallPushes],
})
export class PushModule {}
