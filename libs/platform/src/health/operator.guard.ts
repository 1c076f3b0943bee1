import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type FastifyRequest } from 'fastify';
import { InjectSettings } from '../bootstrap/settings.decorator';
import { type PlatformValues } from '../config/platform.settings';
import { OperatorTokenUnsetError } from './operator-token-unset.error';
import { OperatorTokenWrongError } from './operator-token-wrong.error';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets through who shows the operator's token; where there is none, nobody. */
@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly token: Buffer | undefined;

  constructor(@InjectSettings() { OPERATOR_TOKEN }: PlatformValues) {
    this.token = OPERATOR_TOKEN === '' ? undefined : digest(OPERATOR_TOKEN);
  }

  canActivate(context: ExecutionContext): true {
    if (!this.token) throw new OperatorTokenUnsetError('');
    const { authorization = '' } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const [, given] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    // Digests are of one length, and comparing them takes as long for a near miss as for any other.
    if (given === undefined || !timingSafeEqual(digest(given), this.token))
      throw new OperatorTokenWrongError('');
    return true;
  }
}
