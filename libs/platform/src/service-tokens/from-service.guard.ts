import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type ServiceName, serviceNames } from '@secureconnect/contracts';
import { type FastifyRequest } from 'fastify';
import { InvalidServiceTokenError } from './invalid-service-token.error';
import { ServiceNotAllowedError } from './service-not-allowed.error';
import { serviceTokenHeader } from './service-token-header.constants';
import { ServiceTokens } from './service-tokens.service';
import { UnknownServiceError } from './unknown-service.error';

/** The key under which a handler keeps which services may ask it. */
export const ASKING_SERVICES = 'platform:asking-services';

/** Lets those services through that a handler names, and nobody else. */
@Injectable()
export class FromServiceGuard implements CanActivate {
  constructor(
    private readonly tokens: ServiceTokens,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const places = [context.getHandler(), context.getClass()];
    const allowed = this.reflector.getAllAndOverride<readonly ServiceName[] | undefined>(
      ASKING_SERVICES,
      places,
    );
    const service = await this.serviceOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (!allowed?.includes(service)) throw new ServiceNotAllowedError('');
    return true;
  }

  private async serviceOf({ headers }: FastifyRequest): Promise<ServiceName> {
    const token = headers[serviceTokenHeader];
    if (typeof token !== 'string') throw new UnknownServiceError();
    try {
      const { iss } = await this.tokens.verify(token, { type: 'service+jwt', issuers: serviceNames });
      return iss as ServiceName;
    } catch (error) {
      if (error instanceof InvalidServiceTokenError) throw new UnknownServiceError('', { cause: error });
      throw error;
    }
  }
}
