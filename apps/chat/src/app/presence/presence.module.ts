import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { PresenceStoreModule } from '@secureconnect/presence-store';
import { DeliveryModule } from '../delivery/delivery.module';
import { MembershipsModule } from '../memberships/memberships.module';
import { DevicesHere } from './devices-here';
import { FindPresence } from './find-presence.use-case';
import { HeardPresence } from './heard-presence';
import { PresenceAudience } from './presence-audience.port';
import { PresenceController } from './presence.controller';
import { PresenceExchange } from './presence-exchange.service';
import { type PresenceValues } from './presence.settings';
import { PresenceTeller } from './presence-teller.service';
import { PRESENCE_TIMES, type PresenceTimes, presenceTimesOf } from './presence-times';
import { PresenceWrites } from './presence-writes.service';
import { SayTyping } from './say-typing.use-case';
import { SetPresence } from './set-presence.use-case';
import { StreamAudience } from './stream-audience.adapter';
import { TypingPasser } from './typing-passer.service';
import { WhoIsHere } from './who-is-here';

/** What was said is on its way for a moment: another instance must not take that for an end. */
const lateMs = 2_000;

const times = {
  provide: PRESENCE_TIMES,
  inject: [SETTINGS],
  useFactory: ({ PRESENCE_LEASE_SECONDS }: PresenceValues) => presenceTimesOf(PRESENCE_LEASE_SECONDS * 1_000),
};
const heard = {
  provide: HeardPresence,
  inject: [PRESENCE_TIMES],
  useFactory: ({ leaseMs }: PresenceTimes) =>
    new HeardPresence({ leaseMs: leaseMs + lateMs, maxDevices: 200_000 }),
};

/** Who is here, and who types. */
@Module({
  imports: [DeliveryModule, MembershipsModule, PresenceStoreModule.forRoot()],
  controllers: [PresenceController],
  providers: [
    ...[times, heard, DevicesHere, { provide: PresenceAudience, useClass: StreamAudience }],
    ...[WhoIsHere, PresenceWrites, PresenceTeller, PresenceExchange, TypingPasser],
    ...[FindPresence, SetPresence, SayTyping],
  ],
  exports: [PresenceExchange, SetPresence, SayTyping, TypingPasser],
})
export class PresenceModule {}
