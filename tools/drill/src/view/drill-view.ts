import { type Check } from '../judge/check';
import { type Operation, type Outcome } from '../operations/operation';
import { type Phase } from '../phase';
import { type ModeWatch } from '../watch/mode-watch';
import { type Beat } from '../watch/pulse';

/** Who shows a drill while it goes on. */
export interface DrillView {
  said(sentence: string): void;
  watch(modes: ModeWatch, beats: readonly Beat[]): void;
  begins(operation: Operation, phase: Phase): void;
  did(outcome: Outcome): void;
  checked(check: Check): void;
  end(): void;
}
