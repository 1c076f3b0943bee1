import { type ServiceName } from '@secureconnect/contracts';
import { type Cast } from '../cast/cast';
import { type Phase } from '../phase';

/** One thing a person does, and whose declaration says what becomes of it while Redis is away. */
export interface Operation {
  readonly name: string;
  readonly declared: { readonly service: ServiceName; readonly operation: string };
  /** Does it; says what came of it, and throws where that is not what was promised. */
  run(cast: Cast, phase: Phase): Promise<string>;
}

/** What became of it in one phase. */
export interface Outcome {
  readonly operation: string;
  readonly phase: Phase;
  readonly held: boolean;
  readonly said: string;
  /** Milliseconds since the drill began. */
  readonly at: number;
  readonly ms: number;
}
