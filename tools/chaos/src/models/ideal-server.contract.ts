import * as fc from 'fast-check';
import { type Step } from '../history/storm-history';

/** Something that somebody asks of a server that does what it should: when, and when it is done. */
export interface Order<Kind extends string> {
  readonly kind: Kind;
  /** Which of the things there are it is about, by any measure that whoever serves it has. */
  readonly at: number;
  readonly begun: number;
  /** When it takes effect. */
  readonly effect: number;
  readonly ended: number;
  /** Nobody hears the answer. */
  readonly isLost: boolean;
}

/** Orders that overlap, some of which lose their answers; those far apart follow each other for certain. */
export const orders = <Kind extends string>(...kinds: readonly Kind[]): fc.Arbitrary<Order<Kind>[]> =>
  fc
    .array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        at: fc.nat(1_000),
        gap: fc.oneof(fc.nat(30), fc.integer({ min: 300, max: 4_000 })),
        before: fc.nat(60),
        after: fc.nat(60),
        isLost: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((drawn) => {
      let begun = 0;
      return drawn.map(({ gap, before, after, ...rest }) => {
        begun += gap;
        return { ...rest, begun, effect: begun + before, ended: begun + before + after };
      });
    });

/** What a server says to an order; undefined: nobody would ask that. */
export type Served = Omit<Partial<Step>, 'begun' | 'ended'> & Pick<Step, 'what' | 'outcome'>;

/** Has them served in the order of their effects, and gives the steps in the order of their answers. */
export function serve<Kind extends string>(
  asked: readonly Order<Kind>[],
  server: (order: Order<Kind>) => Served | undefined,
): Step[] {
  const inTurn = [...asked].sort((one, other) => one.effect - other.effect);
  const steps = inTurn.flatMap((order): Step[] => {
    const served = server(order);
    if (!served) return [];
    const { begun, ended } = order;
    const base = { subject: 'sessions', actor: 'ada', door: 'gateway-0', facts: {}, ...served } as const;
    if (!order.isLost) return [{ ...base, begun, ended }];
    const { status: _status, code: _code, ...unheard } = base;
    return [{ ...unheard, begun, ended, outcome: 'unknown' as const, code: 'unanswered' }];
  });
  return steps.sort((one, other) => one.ended - other.ended);
}
