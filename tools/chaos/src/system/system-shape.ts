import { type RedisForm, type StormService, type SystemShape } from './storm-system';

/** What is behind the gateway, and of whom each asks what. */
export const asks: Readonly<Record<StormService, readonly StormService[]>> = {
  gateway: ['auth', 'chat', 'video', 'storage'],
  auth: [],
  chat: ['auth'],
  video: ['auth', 'chat'],
  storage: ['auth', 'chat'],
};

export const stormServices = Object.keys(asks) as readonly StormService[];

const both = [0, 1] as const;

/** Whom an instance asks: a gateway both of a service, a service the one that has its own number. */
export const askedBy = (service: StormService, number: number, asked: StormService): readonly string[] =>
  service === 'gateway' ? both.map((each) => `${asked}-${each}`) : [`${asked}-${number}`];

function waysFrom(service: StormService, number: number): string[] {
  const others = asks[service].flatMap((asked) => askedBy(service, number, asked));
  return ['redis', 'postgres', ...others].map((to) => `${service}-${number} to ${to}`);
}

/** What a system of that form is made of. */
export function shapeOf(form: RedisForm): SystemShape {
  const all = stormServices.flatMap((service) => both.map((number) => ({ service, number })));
  return {
    form,
    instances: all.map(({ service, number }) => `${service}-${number}`),
    ways: [
      ...both.map((number) => `clients to gateway-${number}`),
      ...all.flatMap(({ service, number }) => waysFrom(service, number)),
    ],
    redis: form === 'cluster' ? Array.from({ length: 6 }, (_, node) => `redis-${node}`) : ['redis'],
  };
}
