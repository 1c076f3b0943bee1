import { type ServiceName } from '@secureconnect/contracts';
import { type Operation } from '../operations/operation';

interface Declared {
  readonly operation: string;
  readonly stores: readonly {
    readonly store: string;
    readonly mode: 'open' | 'closed' | 'fallback' | 'free';
    readonly tiers?: readonly string[];
    readonly guarantee?: string;
  }[];
}

const meanings = {
  closed: 'refused',
  open: 'goes on without',
  fallback: 'the next tier serves',
  free: 'never touched',
} as const;

/** What the services themselves declare of their operations, in words. */
export class PolicyTexts {
  private constructor(private readonly tables: ReadonlyMap<ServiceName, readonly Declared[]>) {}

  /** Asks each service for its table. */
  static async read(services: Readonly<Record<ServiceName, string>>): Promise<PolicyTexts> {
    const tables = new Map<ServiceName, readonly Declared[]>();
    for (const [name, url] of Object.entries(services)) {
      const response = await fetch(`${url}/health/policies`, { signal: AbortSignal.timeout(5_000) });
      const { operations } = (await response.json()) as { operations: readonly Declared[] };
      tables.set(name as ServiceName, operations);
    }
    return new PolicyTexts(tables);
  }

  /** What becomes of it while Redis is away; undefined where its service declares no such operation. */
  of({ declared: { service, operation } }: Operation): string | undefined {
    const found = this.tables.get(service)?.find((each) => each.operation === operation);
    return found && inWords(found);
  }
}

/** Stores of which the same is declared are named together. */
function inWords({ stores }: Declared): string {
  const byText = new Map<string, string[]>();
  for (const { store, mode, tiers = [], guarantee } of stores) {
    const by = tiers.length > 1 ? ` (${tiers.join(', then ')})` : '';
    const text = `${guarantee ?? meanings[mode]}${by}`;
    byText.set(text, [...(byText.get(text) ?? []), store]);
  }
  return [...byText].map(([text, names]) => `${names.join(', ')}: ${text}`).join('; ');
}
