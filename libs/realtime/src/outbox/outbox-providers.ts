import { type Provider } from '@nestjs/common';
import { OutboxComponent } from './outbox-component.service';
import { OutboxSweeper } from './outbox-sweeper.service';
import { Outbox } from './outbox.service';

/** An outbox, who sees to it, and what shows it; needs HealthModule, and adapters for `OutboxRecord` and `LeftChanges`. */
export const outboxProviders: Provider[] = [Outbox, OutboxSweeper, OutboxComponent];
