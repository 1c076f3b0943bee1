import { type ServiceMode, type ServiceName } from '@secureconnect/contracts';

/** What a service is seen in; `away`: it does not answer. */
export type SeenMode = ServiceMode | 'away';

/** From when a service was seen in a mode. */
export interface Sighting {
  readonly service: ServiceName;
  readonly mode: SeenMode;
  readonly why: string;
  readonly at: number;
}

interface Report {
  readonly mode: ServiceMode;
  readonly components?: { readonly redis?: { readonly last_error?: string } };
}

const everyMs = 150;

/** Looks at the health of all services, and notes each change of mode. */
export class ModeWatch {
  readonly sightings: Sighting[] = [];
  private readonly last = new Map<ServiceName, SeenMode>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    private readonly services: Readonly<Record<ServiceName, string>>,
    private readonly elapsed: () => number,
  ) {}

  async begin(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), everyMs);
  }

  end(): void {
    clearInterval(this.timer);
  }

  /** All services, and the mode each is in now. */
  get now(): ReadonlyMap<ServiceName, SeenMode> {
    return this.last;
  }

  areAll(mode: SeenMode): boolean {
    return [...this.last.values()].every((seen) => seen === mode);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    await Promise.all(
      Object.entries(this.services).map(([name, url]) => this.lookAt(name as ServiceName, url)),
    );
    this.looking = false;
  }

  private async lookAt(service: ServiceName, url: string): Promise<void> {
    const { mode, why } = await seen(url);
    if (this.last.get(service) === mode) return;
    this.last.set(service, mode);
    this.sightings.push({ service, mode, why, at: this.elapsed() });
  }
}

async function seen(url: string): Promise<{ mode: SeenMode; why: string }> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
    const { mode, components } = (await response.json()) as Report;
    return { mode, why: mode === 'degraded' ? (components?.redis?.last_error ?? '') : '' };
  } catch (error) {
    return { mode: 'away', why: (error as Error).message };
  }
}
