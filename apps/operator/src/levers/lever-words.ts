import { type LeverName } from '@secureconnect/contracts';

/** What a lever is called, and what pulling it means. */
export const leverWords: Readonly<Record<LeverName, { readonly label: string; readonly means: string }>> = {
  'force-degraded': {
    label: 'Force degraded',
    means:
      'Redis is left alone however well it is, and fallbacks serve. It ends by itself when its time is up, and at a restart.',
  },
  release: {
    label: 'Release',
    means: 'It decides for itself again: Redis is looked at now, and relied on once it has earned that.',
  },
  probe: { label: 'Probe now', means: 'Redis is looked at now, not when the next look is due.' },
  'breaker-open': {
    label: 'Hold open',
    means: 'No such call reaches Redis until the breaker is reset, or its process starts anew.',
  },
  'breaker-close': {
    label: 'Hold closed',
    means:
      'Every such call is tried at Redis, however many fail, until the breaker is reset, or its process starts anew.',
  },
  'breaker-reset': {
    label: 'Reset breakers',
    means: 'Closed, the past forgotten, and deciding for itself again.',
  },
};
