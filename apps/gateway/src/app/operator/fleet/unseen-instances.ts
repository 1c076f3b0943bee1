import { type InstanceView, type ServiceName, serviceNames } from '@secureconnect/contracts';

/** A process that was killed counts as living until its lease has run out; only one that stays is told. */
const patienceMs = 15_000;

/** Notices instances that live, as PostgreSQL tells, and that nobody has told this gateway of. */
export class UnseenInstances {
  private readonly since = new Map<ServiceName, Date>();

  /** Those there are for long enough. */
  look(views: readonly InstanceView[], now = Date.now()) {
    return serviceNames.flatMap((service) => {
      const all = views.filter((view) => view.service === service);
      const live = Math.max(0, ...all.map(({ report }) => report?.live_instances ?? 0));
      const missing = live - all.length;
      if (missing <= 0) this.since.delete(service);
      const since = missing > 0 ? this.sinceOf(service, now) : undefined;
      if (!since || now - since.getTime() < patienceMs) return [];
      const setting =
        service === 'gateway' ? 'GATEWAY_URLS' : `${service.toUpperCase()}_URL or INSTANCE_URLS`;
      const reason = `${missing} more of ${service} live than are shown here: name all in ${setting}`;
      return [{ kind: 'unseen' as const, service, since: since.toISOString(), reason }];
    });
  }

  private sinceOf(service: ServiceName, now: number): Date {
    const since = this.since.get(service) ?? new Date(now);
    this.since.set(service, since);
    return since;
  }
}
