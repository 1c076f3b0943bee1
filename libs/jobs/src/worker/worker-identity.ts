import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { newId } from '@secureconnect/platform';

/** Who this process is among those that run handlers; a process that starts again is another one. */
@Injectable()
export class WorkerIdentity {
  readonly id = newId();
  readonly host = `${hostname()} (${process.pid})`;
}
