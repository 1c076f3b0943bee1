import { type ServiceName } from '@secureconnect/contracts';
import { DrillError } from '../drill.error';
import { type Operation } from '../operations/operation';

interface DeclaredStore {
  readonly store: string;
  readonly mode: 'open' | 'closed' | 'fallback' | 'free';
  readonly tiers?: readonly string[];
  readonly guarantee?: string;
}

interface Declared {
  readonly operation: string;
  readonly stores: readonly DeclaredStore[];
}

const meanings = {
  closed: 'refused',
  open: 'goes on without',
  fallback: 'the next tier serves',
  free: 'never touches Redis',
} as const;

/** The same for where there is little room, and a column says what it is about. */
const shortMeanings = {
  closed: 'closed: refused',
  open: 'open: goes on without',
  fallback: 'fallback',
  free: 'free: never touches it',
} as const;

/** What the services themselves declare of their operations, in words. */
export class PolicyTexts {
  constructor(private readonly tables: ReadonlyMap<ServiceName, readonly Declared[]>) {}

  /** Asks each service for its table; throws where one of these operations is in none. */
  static async read(
    services: Readonly<Record<ServiceName, string>>,
    operations: readonly Operation[],
  ): Promise<PolicyTexts> {
    const tables = new Map<ServiceName, readonly Declared[]>();
    for (const [name, url] of Object.entries(services)) {
      const response = await fetch(`${url}/health/policies`, { signal: AbortSignal.timeout(5_000) });
      const { operations } = (await response.json()) as { operations: readonly Declared[] };
      tables.set(name as ServiceName, operations);
    }
    const texts = new PolicyTexts(tables);
    operations.forEach((operation) => texts.storesOf(operation));
    return texts;
  }

  /** What becomes of it while Redis is away. */
  of(operation: Operation): string {
    return joined(this.storesOf(operation), ({ mode, tiers = [], guarantee }) => {
      const by = tiers.length > 1 ? ` (${tiers.join(', then ')})` : '';
      return `${guarantee ?? meanings[mode]}${by}`;
    });
  }

  /** The same in few words. */
  inShort(operation: Operation): string {
    const modes = this.storesOf(operation).map(({ mode, tiers = [] }) =>
      tiers.length > 1 ? `${mode}: ${tiers.join(', ')}` : shortMeanings[mode],
    );
    return [...new Set(modes)].join('; ');
  }

  private storesOf({ name, declared: { service, operation } }: Operation): readonly DeclaredStore[] {
    const found = this.tables.get(service)?.find((each) => each.operation === operation);
    if (!found) throw new DrillError(`${service} declares no ${operation}, which is to ${name}.`);
    return found.stores;
  }
}

/** Stores of which the same is declared are named together. */
function joined(stores: readonly DeclaredStore[], inWords: (store: DeclaredStore) => string): string {
  const byText = new Map<string, string[]>();
  for (const store of stores) {
    const text = inWords(store);
    byText.set(text, [...(byText.get(text) ?? []), store.store]);
  }
  const named = (text: string, names: readonly string[]) =>
    // Of Redis itself nothing else is said: it need not be named twice.
    names.every((name) => name === 'redis') ? text : `${names.join(', ')}: ${text}`;
  return [...byText].map(([text, names]) => named(text, names)).join('; ');
}
