import { Module } from '@nestjs/common';
import { LiveInstances } from '@secureconnect/platform';
import { RateLimitModule } from '@secureconnect/rate-limit-store';
import { RATE_POLICIES, RatePolicies } from './rate-policies';

const policies = [
  RatePolicies,
  {
    provide: RATE_POLICIES,
    inject: [RatePolicies],
    useFactory: (known: RatePolicies) => known.all,
  },
];

@Module({ providers: policies, exports: policies })
class RatePoliciesModule {}

/** How often clients may call, and who counts it. */
@Module({
  imports: [
    RatePoliciesModule,
    RateLimitModule.forRoot({
      instances: LiveInstances,
      policies: RATE_POLICIES,
      imports: [RatePoliciesModule],
    }),
  ],
  exports: [RatePoliciesModule],
})
export class LimitsModule {}
