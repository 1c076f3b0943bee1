import { ProblemError } from '@secureconnect/platform';
import { type HeadFault } from '../../door/request-head';

/** A head that is not read on. */
export class HeadRefusedError extends ProblemError {
  constructor(readonly code: HeadFault) {
    super('');
  }
}
