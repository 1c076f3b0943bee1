import { type ServiceMode } from '@secureconnect/contracts';
import { type RedisBreakers, type RedisHealthService } from '@secureconnect/resilience';
import { distinctUntilChanged, map, merge, type Observable } from 'rxjs';

/** Says in which mode the service answers at this moment. */
export class ModeSource {
  /** The mode whenever it has changed; the first that is told may be the one that was. */
  readonly changes$: Observable<ServiceMode>;

  constructor(
    private readonly redis: RedisHealthService,
    private readonly breakers: RedisBreakers,
  ) {
    this.changes$ = merge(redis.state$, breakers.transitions$).pipe(
      map(() => this.mode),
      distinctUntilChanged(),
    );
  }

  /** Calls that a breaker keeps from a healthy Redis are served by fallbacks too. */
  get mode(): ServiceMode {
    return this.redis.isAvailable && this.breakers.areClosed ? 'normal' : 'degraded';
  }
}
