import { Injectable } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';

/** One thing a service stands on, as its health shows it. */
export interface HealthComponent {
  readonly name: string;
  /** Without it the service takes no traffic. */
  readonly required: boolean;
  readonly check: () => ComponentReport | Promise<ComponentReport>;
}

/** The list of what a service stands on; any module adds to it while the application starts. */
@Injectable()
export class HealthRegistry {
  private readonly list: HealthComponent[] = [];

  get components(): readonly HealthComponent[] {
    return this.list;
  }

  register(component: HealthComponent): void {
    this.list.push(component);
  }
}
