import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { type ServiceName } from '@secureconnect/contracts';
import { markAccess } from '../access/access-mark';
import { ASKING_SERVICES, FromServiceGuard } from './from-service.guard';
import { serviceTokenHeader } from './service-token-header.constants';

/** Lets these services call a handler, or every handler of a class, and nobody else. */
export const FromService = (
  ...services: readonly [ServiceName, ...ServiceName[]]
): ClassDecorator & MethodDecorator =>
  applyDecorators(
    markAccess({ by: 'service' }),
    SetMetadata(ASKING_SERVICES, services),
    UseGuards(FromServiceGuard),
    ApiHeader({
      name: serviceTokenHeader,
      description: `Shows that it is ${services.join(' or ')} who asks`,
    }),
  );
